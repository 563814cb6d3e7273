/** The oldest Node that runs Lockstep: the first of its line that takes TypeScript without a flag. */
const oldest = { major: 22, minor: 18 } as const;

/** What to tell a person whose Node is too old; `undefined` for one that is not. */
export function versionProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return undefined;
  return `Lockstep needs Node ${oldest.major}.${oldest.minor} or newer, and this is ${version}. Get one at https://nodejs.org, or use "npm start" in a checkout, which brings its own.`;
}
