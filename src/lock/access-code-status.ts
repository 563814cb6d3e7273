/** The five statuses of Seam's access code. Each state of a slot machine carries exactly one as its tag. */
export const accessCodeStatuses = ["setting", "set", "unset", "removing", "unknown"] as const;

export type AccessCodeStatus = (typeof accessCodeStatuses)[number];
