import { randomBytes } from "node:crypto";
import { runOutside } from "./inside.ts";

/** Bytes from the system, whatever a world's seed: for keys of labs that others can reach. */
export const unguessableBytes = (length: number): Uint8Array => runOutside(() => randomBytes(length));
