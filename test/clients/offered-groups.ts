/** The groups of Seam's API that a lab offers, as paths begin. */
export const offeredGroups: readonly string[] = [
  "access_codes",
  "action_attempts",
  "client_sessions",
  "connected_accounts",
  "devices",
  "events",
  "locks",
  "webhooks",
  "workspaces",
];
