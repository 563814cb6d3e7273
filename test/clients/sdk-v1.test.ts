import { Seam } from "seam-v1";
import { sdkSuite } from "./sdk-suite.ts";

sdkSuite("SDK v1 (seam@1.160.0)", (options) => new Seam(options));
