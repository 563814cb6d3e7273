import { createApp } from "../api/app.ts";
import type { LabControl } from "../api/lab-control.ts";
import type { Ids } from "../kernel/ports.ts";
import type { ClientSessionRow } from "../workspaces/client-sessions.ts";
import { workspaceDesk } from "../workspaces/workspace-desk.ts";
import type { Directory } from "./directory.ts";
import { fakeDesk } from "./fake-seam-connect.ts";
import type { LabOptions } from "./lab-options.ts";
import { packageVersion } from "./package-version.ts";
import type { ServiceProcess } from "./service-process.ts";

export interface LabAppParts {
  readonly options: LabOptions;
  readonly directory: Directory;
  readonly service: ServiceProcess;
  readonly secretBytes: (length: number) => Uint8Array;
  /** Names the requests. */
  readonly ids: Ids;
  readonly control: (workspaceId: string) => LabControl;
  /** In Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

/** The HTTP API of a lab: each caller is answered from its own workspace. */
export function labApp(parts: LabAppParts): { fetch(request: Request): Promise<Response> } {
  const { options, directory, service, secretBytes, ids, control, metrics } = parts;
  const { workspaces, credentials, clientSessions } = directory;
  const fake =
    options.compat === "fake-seam-connect"
      ? fakeDesk(workspaces, (workspaceId) => service.workspace(workspaceId))
      : undefined;
  return createApp({
    fake,
    gate: {
      find: (token) => credentials.find(token) ?? sessionOf(clientSessions.find(token)),
      hasWorkspace: (workspaceId) => workspaces.find(workspaceId) !== undefined,
    },
    backend: (caller) => {
      const workspaceId = caller.workspaceId ?? "";
      return {
        caller,
        get service() {
          const { seam } = service.workspace(workspaceId);
          return caller.session ? seam.serviceFor(caller.session) : seam.service;
        },
        get webhooks() {
          return service.workspace(workspaceId).webhooks;
        },
        workspaces: workspaceDesk(workspaces, caller, {
          opened: (opened) => service.openWorkspace(opened.workspaceId),
          sessions: clientSessions,
          secretBytes,
          devicesBehind: (connected_account_id) => {
            const { connectedAccounts, devices } = service.workspace(workspaceId).seam.service;
            connectedAccounts.get({ connected_account_id });
            return devices.list({ connected_account_id }).items.length;
          },
        }),
        enter: (work) => service.enter(work),
        fake,
        lab: control(workspaceId),
      };
    },
    ids,
    version: packageVersion(),
    isControlled: options.controlApi ?? true,
    metrics,
    logger: { error: (report) => process.stderr.write(`${JSON.stringify(report)}\n`) },
  });
}

/** A session as its token opens it. */
const sessionOf = (row: ClientSessionRow | undefined) =>
  row && { kind: "client_session" as const, workspaceId: row.workspaceId, session: row };
