import { RequestError } from "../lock/errors.ts";
import type { Caller } from "./caller.ts";
import {
  type CreateWorkspace,
  type UpdateWorkspace,
  type WorkspaceObject,
  type WorkspaceRow,
  type Workspaces,
  workspaceObject,
} from "./workspaces.ts";

/** What the API asks about workspaces for one caller. Every method throws a RequestError, and then nothing has changed. */
export interface WorkspaceDesk {
  /** The caller's own. */
  get(): WorkspaceObject;
  /** Those that the caller may see: a key its own, a personal access token all. */
  list(): readonly WorkspaceObject[];
  create(input: CreateWorkspace): WorkspaceObject;
  update(input: UpdateWorkspace): void;
}

/** `opened` is called with each workspace that is made, in the same unit of work. */
export function workspaceDesk(
  workspaces: Workspaces,
  { kind, workspaceId }: Caller,
  opened: (row: WorkspaceRow) => void,
): WorkspaceDesk {
  const own = (): WorkspaceRow => {
    if (workspaceId === undefined) throw new RequestError("workspace_not_found", "No workspace is named");
    return workspaces.get(workspaceId);
  };
  return {
    get: () => workspaceObject(own()),
    list: () => {
      const seen = kind === "personal_access_token" && workspaceId === undefined ? workspaces.all() : [own()];
      return seen.map(workspaceObject);
    },
    create: (input) => {
      const row = workspaces.create(input);
      opened(row);
      return workspaceObject(row);
    },
    update: (input) => workspaces.update(own().workspaceId, input),
  };
}
