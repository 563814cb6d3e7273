/**
 * In which order the events of one access code may come:
 *
 *     created (scheduled_on_device | set_on_device)* removed_from_device? deleted
 *
 * with changes and troubles anywhere before the removal, and nothing after the end. A code reaches its lock a second time
 * only after something that explains it: a change, other hands, or a failure. What is told of it while it is nobody's of
 * ours (`unmanaged.*`) stands before and after: a conversion is a beginning, and giving it up an end without a removal.
 */

/** What makes a code leave its lock or its place there, so that it has to reach it anew. */
const explanations = [
  "changed",
  "modified_external_to_seam",
  "deleted_external_to_seam",
  "failed_to_set_on_device",
  "delay_in_setting_on_device",
];

/** What breaks the grammar in the events of one access code, in words; `undefined` if nothing does. */
export function violatedGrammar(eventTypes: readonly string[]): string | undefined {
  let hasBegun = false;
  let isRemoved = false;
  let isOver = false;
  /** The last word on the code's way to the lock, until something explains another. */
  let reached: "nothing" | "scheduled" | "set" = "nothing";

  for (const [index, eventType] of eventTypes.entries()) {
    const type = eventType.replace(/^access_code\./, "");
    if (type.startsWith("unmanaged.")) {
      if (type === "unmanaged.converted_to_managed") hasBegun = true;
      if (type === "unmanaged.created") hasBegun = false;
      reached = "nothing";
      continue;
    }
    const at = `event ${index + 1}, ${type},`;
    if (isOver) return `${at} comes after deleted`;
    if (type === "created" && hasBegun) return `${at} comes twice`;
    if (type !== "created" && !hasBegun) return `${at} comes before created`;
    if (isRemoved && type !== "deleted") return `${at} comes after removed_from_device`;

    hasBegun = true;
    if (explanations.includes(type)) reached = "nothing";
    if (type === "scheduled_on_device") {
      if (reached !== "nothing") return `${at} comes after ${reached}, which nothing has ended`;
      reached = "scheduled";
    }
    if (type === "set_on_device") {
      if (reached === "set") return `${at} comes twice, and nothing explains the second`;
      reached = "set";
    }
    if (type === "removed_from_device") isRemoved = true;
    if (type === "deleted") isOver = true;
  }
  return undefined;
}
