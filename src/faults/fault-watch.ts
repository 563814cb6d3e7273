import type { Fault } from "./fault.ts";

/** Who has to know when a fault acts and when it does not: those who watch the doors. */
export interface FaultWatch {
  /** It begins to act, or acts once. */
  faultBegan(fault: Fault): void;
  /** It acts no more. What it has set in motion may still come. */
  faultEnded(fault: Fault): void;
  /** One that acts on what it observes, one by one, and does nothing beside that, has acted on these of its subjects. */
  faultActed(fault: Fault): void;
}
