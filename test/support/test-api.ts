import { createApp } from "../../src/api/app.ts";
import type { Gate } from "../../src/api/authorization.ts";
import type { InternalErrorReport } from "../../src/api/internal-error-report.ts";
import { routes } from "../../src/api/routes.ts";
import { labDouble } from "./lab-double.ts";
import { serviceDouble } from "./service-double.ts";

export const testApiKey = "seam_apikey1_token";
const testToken = "seam_at1_token";

const workspaceId = "workspace-1";

/** A key that opens one workspace, and a personal access token that opens the same. */
const gate: Gate = {
  find: (token) => {
    if (token === testApiKey) return { kind: "api_key", workspaceId };
    return token === testToken ? { kind: "personal_access_token", workspaceId: null } : undefined;
  },
  hasWorkspace: (id) => id === workspaceId,
};

/** A token that the route takes. */
const tokenFor = (path: string): string =>
  routes.some((route) => path.startsWith(route.path) && !route.callers.includes("api_key"))
    ? testToken
    : testApiKey;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The app over doubles, and what came of it. */
export function testApi() {
  const service = serviceDouble();
  const lab = labDouble(service.settle, (simulation) => {
    service.setOnline(simulation === "connect" || simulation === "connectToHub");
    service.setListed(simulation !== "remove");
  });
  const reports: InternalErrorReport[] = [];
  let requests = 0;
  const app = createApp({
    gate,
    backend: (caller) => ({
      caller,
      service: service.service,
      webhooks: service.webhooks,
      workspaces: service.workspaces,
      lab: lab.lab,
      enter: (work) => work(),
    }),
    version: "0.0.0",
    ids: { uuid: () => `00000000-0000-4000-8000-${String(++requests).padStart(12, "0")}` },
    logger: { error: (report) => reports.push(report) },
  });

  /** Any request at all, with a key or token that its route takes. */
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<ApiAnswer> => {
    const headers = new Headers({ authorization: `Bearer ${tokenFor(path)}` });
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    const request = new Request(`http://lab.test${path}`, { ...init, method, headers });
    const response = await app.fetch(request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  };

  return {
    fetch: app.fetch,
    service,
    lab,
    reports,
    send,
    sendJson: (method: string, path: string, body: unknown) =>
      send(method, path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    /** Calls that reached the world. */
    reached: () => [...service.calls, ...lab.calls],
  };
}
