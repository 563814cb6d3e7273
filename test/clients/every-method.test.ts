import { SeamHttp, SeamHttpWithoutWorkspace } from "@seamapi/http";
import { Seam, SeamWithoutWorkspace } from "seam-v1";
import { everyMethod } from "./every-method.ts";

everyMethod("SDK v1 (seam@1.160.0)", (options) =>
  "token" in options
    ? SeamWithoutWorkspace.fromPersonalAccessToken(options.token, { endpoint: options.endpoint })
    : new Seam({ ...options, isUndocumentedApiEnabled: true }),
);

everyMethod("SDK v2 (@seamapi/http@2.32.0)", (options) =>
  "token" in options
    ? SeamHttpWithoutWorkspace.fromPersonalAccessToken(options.token, { endpoint: options.endpoint })
    : new SeamHttp(options),
);
