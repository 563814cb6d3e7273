import { SeamHttp } from "@seamapi/http";
import { sdkSuite } from "./sdk-suite.ts";

sdkSuite("SDK v2 (@seamapi/http@2.32.0)", (options) => new SeamHttp(options));
