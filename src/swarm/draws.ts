import type { Random } from "../kernel/ports.ts";

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A whole number between the two, whose magnitude is what is drawn: seconds are as likely as hours. */
export const logUniform = (random: Random, from: number, to: number): number =>
  Math.round(from * (to / from) ** random.float());

/** A duration as faults are written. */
export const written = (milliseconds: number): string => `${milliseconds}ms`;
