import type { NameRules } from "../lock/profile.ts";

/**
 * A name as a vendor with these rules takes it: cut to length, filled up where it is too short, and told apart from those
 * that are taken by a number at its end. `filler`: what stands in for a name that is too short.
 */
export function adaptedName(
  name: string,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY, unique = false }: NameRules,
  taken: ReadonlySet<string> = new Set(),
  filler = "Code",
): string {
  const wanted = name.trim();
  const long = wanted.length >= minLength ? wanted : `${filler} ${wanted}`.trim();
  const fitting = cut(long, maxLength);
  if (!unique || !taken.has(fitting)) return fitting;
  for (let number = 2; ; number++) {
    const numbered = `${cut(long, maxLength - ` ${number}`.length)} ${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** Never through the middle of a character. */
function cut(name: string, maxLength: number): string {
  let short = "";
  for (const character of name) {
    if (short.length + character.length > maxLength) break;
    short += character;
  }
  return short.trimEnd();
}
