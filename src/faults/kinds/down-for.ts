/** The parameter of faults of which a service dies: how long until it is started again. `says`: the same in words. */
export const downFor = (says: string) => ({ form: "duration", default: "5s", max: "30d", says }) as const;

/** The same where it may die again as soon as it is there. */
export const downForAtLeast = (says: string) =>
  downFor(`${says}; longer, up to two minutes, when it dies again and again`);
