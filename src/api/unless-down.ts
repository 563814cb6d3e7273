import { RequestError } from "../lock/errors.ts";

/** The same condition, which does not hold while the service is down: it sees nothing then, and may be back before the limit. */
export const unlessDown = (holds: () => boolean) => (): boolean => {
  try {
    return holds();
  } catch (error) {
    if (error instanceof RequestError) return false;
    throw error;
  }
};
