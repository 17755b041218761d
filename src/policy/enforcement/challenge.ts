import type { Challenge, Instant } from '../facts.ts';
import type { Requirement } from '../rules/requirement.ts';

const secondMs = 1000;
const dayMs = 86_400_000;

/** What a challenge setting asks of a second factor that was already proven in this session. */
export function freshnessOf(challenge: Challenge): Pick<Requirement, 'maxAgeSeconds' | 'address'> {
  // Every sign-in: each session proves for itself, and its proof lasts as long as the session.
  if (challenge === 'every_sign_in') return { maxAgeSeconds: null, address: 'any' };
  return { maxAgeSeconds: challenge.maxAgeSeconds, address: challenge.newAddress ? 'known' : 'any' };
}

/** Until when a proof on a remembered device spares the next prompt; null when the challenge allows no such devices. */
export function rememberedUntil(challenge: Challenge, provenAt: Instant): Instant | null {
  if (challenge === 'every_sign_in' || challenge.rememberedDeviceDays === null) return null;
  const byDays = provenAt + challenge.rememberedDeviceDays * dayMs;
  if (challenge.maxAgeSeconds === null) return byDays;
  return Math.min(byDays, provenAt + challenge.maxAgeSeconds * secondMs);
}
