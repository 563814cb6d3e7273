/**
 * Whether whoever may have the topics of `allowed` may have those of `asked`: whether every topic that `asked` matches is
 * matched by `allowed` too. Both are filters of MQTT 3.1.1, section 4.7; a topic is a filter without wildcards.
 */
export function covers(allowed: string, asked: string): boolean {
  const allowedLevels = allowed.split("/");
  const askedLevels = asked.split("/");
  for (const [index, level] of allowedLevels.entries()) {
    if (level === "#") return true;
    const other = askedLevels[index];
    if (other === undefined || other === "#") return false;
    if (level !== "+" && level !== other) return false;
  }
  return askedLevels.length === allowedLevels.length;
}
