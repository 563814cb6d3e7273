import type { LockDriver } from "../driver/lock-driver.ts";

/**
 * Seam's categories of providers. Which of them a provider is in Seam's documents do not say: that the makers of locks
 * are consumer smart locks, and stable, is assumed.
 */
const categories: readonly string[] = ["stable", "consumer_smartlocks"];

/** Seam's objects (@seamapi/types@1.490.0) for the vendors of the lab, or for those in a category. */
export function deviceProviders(
  drivers: Readonly<Record<string, LockDriver>>,
  category: string | undefined,
): readonly Readonly<Record<string, unknown>>[] {
  if (category !== undefined && !categories.includes(category)) return [];
  return Object.values(drivers).map(({ profile, offline }) => ({
    device_provider_name: profile.provider,
    display_name: profile.displayName,
    image_url: nameplate(profile.displayName),
    provider_categories: categories,
    can_program_online_access_codes: profile.onlineCodes?.value !== false,
    ...(offline && { can_program_offline_access_codes: true }),
    can_remotely_lock: true,
    can_remotely_unlock: true,
    can_unlock_with_code: true,
    can_simulate_connection: true,
    can_simulate_disconnection: true,
    can_simulate_removal: true,
  }));
}

/** A lab knows no pictures and fetches none: the name, drawn. */
const nameplate = (name: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="40"><text x="8" y="26" font-family="sans-serif">${name}</text></svg>`,
  )}`;
