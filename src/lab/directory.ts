import type { Clock, Ids } from "../kernel/ports.ts";
import { SeededIds } from "../kernel/random.ts";
import type { World } from "../kernel/world.ts";
import type { Store } from "../store/store.ts";
import { ClientSessions, clientSessionRows } from "../workspaces/client-sessions.ts";
import { Credentials, credentialRows } from "../workspaces/credentials.ts";
import { type WorkspaceRow, Workspaces } from "../workspaces/workspaces.ts";

/** Which workspaces a lab has, and which tokens open them. */
export interface Directory {
  readonly workspaces: Workspaces;
  readonly credentials: Credentials;
  readonly clientSessions: ClientSessions;
}

/** The directory of a world. Its ids come from a stream of their own, so that a key more changes nothing in the world. */
export const openDirectory = (store: Store, world: World): Directory =>
  directoryOf(store, {
    clock: { now: () => world.now },
    ids: new SeededIds(world.random(`directory/${store.bootCount}`)),
  });

/** The directory that a store holds. */
export const directoryOf = (
  store: Store,
  ports: { readonly clock: Pick<Clock, "now">; readonly ids: Ids },
): Directory => ({
  workspaces: new Workspaces({
    ...ports,
    rows: store.collection<WorkspaceRow>("workspaces", { id: ({ workspaceId }) => workspaceId }),
  }),
  credentials: new Credentials({
    ...ports,
    rows: store.collection("credentials", credentialRows),
  }),
  clientSessions: new ClientSessions({
    ...ports,
    rows: store.collection("client_sessions", clientSessionRows),
  }),
});
