/** `memory`: links inside a virtual world. `tcp`: real sockets on the loopback interface, in a paced world. */
export type Transport = "memory" | "tcp";

/** Nothing takes time on the way. */
export const noLatency = { minMs: 0, meanMs: 0 } as const;

/**
 * How many virtual seconds pass in a real one where sockets are real: enough for the drivers' settle times not to bound
 * the rate, and not so many that a busy broker looks silent to them.
 */
export const pace = 60;
