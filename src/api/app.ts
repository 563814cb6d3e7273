import { Hono } from "hono";
import type { Ids } from "../kernel/ports.ts";
import { RequestError } from "../lock/errors.ts";
import type { Caller } from "../workspaces/caller.ts";
import { callerOf, type Gate } from "./authorization.ts";
import { errorBody, internalErrorBody, successBody } from "./envelope.ts";
import { ExactRouter } from "./exact-router.ts";
import type { FakeDesk } from "./fake-desk.ts";
import { type ApiLogger, internalErrorReport } from "./internal-error-report.ts";
import { withNextPage } from "./next-page.ts";
import { openapiOf } from "./openapi.ts";
import { readParameters } from "./parameters.ts";
import type { Backend, Route } from "./route.ts";
import { fakeRoutes, routes } from "./routes.ts";

export interface AppOptions {
  readonly gate: Gate;
  /** What one caller is answered from. */
  readonly backend: (caller: Caller) => Backend;
  /** Names the requests. Give it a stream of its own, so that a request more or less changes nothing in the world. */
  readonly ids: Ids;
  /** Given where the lab stands in for @seamapi/fake-seam-connect: its routes are there too. */
  readonly fake?: FakeDesk | undefined;
  /** False: what lives under `/_lockstep` is not there. */
  readonly isControlled?: boolean;
  /** Of the package, as the OpenAPI document tells it. */
  readonly version: string;
  /** What Prometheus is told, in its text format. */
  readonly metrics?: () => Promise<string>;
  /** Hears of errors that are ours. */
  readonly logger: ApiLogger;
}

/** The HTTP API. Every answer is JSON in Seam's envelope, whatever the request was. */
export function createApp(options: AppOptions): { fetch(request: Request): Promise<Response> } {
  const app = new Hono<{ Variables: { requestId: string } }>({ router: new ExactRouter() });

  app.use(async (context, next) => {
    const requestId = `request_${options.ids.uuid()}`;
    context.set("requestId", requestId);
    context.header("seam-request-id", requestId);
    await next();
  });

  const served = routes.filter((route) => options.isControlled !== false || !isControl(route));
  const { fake } = options;
  for (const route of fake ? [...served, ...fakeRoutes] : served) {
    app.on([...route.methods], route.path, async (context) => {
      const caller = route.isOpen ? nobody : callerOf(context.req.raw.headers, options.gate, route.callers);
      // As from whatever stands in front of Seam's service, not from the service itself.
      if (fake?.isOut(caller.workspaceId ?? "", route.path)) return context.body(null, 503);
      const parameters = await readParameters(context.req.raw, route.input);
      const answer = await route.answer(parameters, options.backend(caller));
      return context.json(successBody(withNextPage(answer, parameters, context.req.url)));
    });
    app.all(route.path, (context) => {
      context.header("allow", route.methods.join(", "));
      throw wrongMethod(route);
    });
  }

  // A document of its own form, for whoever asks.
  app.get(openapiPath, (context) => context.json(openapiOf(served, options.version)));
  app.all(openapiPath, (context) => {
    context.header("allow", "GET");
    throw new RequestError("method_not_allowed", `${openapiPath} takes GET`);
  });
  const { metrics } = options;
  if (metrics) {
    app.get("/metrics", async (context) => {
      callerOf(context.req.raw.headers, options.gate, keyHolders);
      return context.text(await metrics(), 200, {
        "content-type": "text/plain; version=0.0.4; charset=utf-8",
      });
    });
  }

  app.notFound((context) => {
    const error = new RequestError("not_found", `There is no ${context.req.path}`);
    return context.json(errorBody(error, context.var.requestId), error.status);
  });

  app.onError((error, context) => {
    const { requestId } = context.var;
    if (error instanceof RequestError && error.retryAfterS !== undefined) {
      context.header("retry-after", String(error.retryAfterS));
    }
    if (error instanceof RequestError) return context.json(errorBody(error, requestId), error.status);
    options.logger.error(internalErrorReport(error, requestId, context.req));
    return context.json(internalErrorBody(requestId), 500);
  });

  return { fetch: async (request) => app.fetch(request) };
}

const isControl = ({ path }: Route): boolean => path.startsWith("/_lockstep/");

const openapiPath = "/openapi.json";
/** Whoever has a key of the lab may read its metrics: they tell of no workspace. */
const keyHolders = ["api_key", "personal_access_token", "personal_access_token_without_workspace"] as const;

const nobody: Caller = { kind: "nobody", workspaceId: undefined };

const wrongMethod = (route: Route): RequestError =>
  new RequestError("method_not_allowed", `${route.path} takes ${route.methods.join(", ")}`);
