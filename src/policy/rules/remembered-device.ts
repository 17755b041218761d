import { rememberedUntil } from '../enforcement/challenge.ts';
import { livePolicies } from '../enforcement/policy-in-force.ts';
import type { Instant, MembershipFacts } from '../facts.ts';

/**
 * How long a device is worth remembering on which a factor was proven: as long as the most lenient of the user's
 * organizations may let it spare a prompt, by its policy in effect or one it has announced. Null: none ever would.
 * Each organization still decides for itself, with its policy then, whether it does.
 */
export function deviceRememberedUntil(
  memberships: readonly MembershipFacts[],
  provenAt: Instant,
  now: Instant,
): Instant | null {
  let latest: Instant | null = null;
  for (const { organization, suspended } of memberships) {
    if (suspended === 'by_admin') continue;
    for (const { challenge } of livePolicies(organization, now)) {
      const until = rememberedUntil(challenge, provenAt);
      if (until !== null && (latest === null || until > latest)) latest = until;
    }
  }
  return latest;
}
