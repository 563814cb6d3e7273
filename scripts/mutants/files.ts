/** A file by its path from the project's folder on. */
export const projectFile = (path: string): URL => new URL(`../../${path}`, import.meta.url);
