/**
 * Decisions per second on one core, over a mix of facts like a busy sign-in server's.
 * Prints one line and exits 1 below the target. Run: `npx node bench/decide.ts`.
 */
import { decide } from '../src/policy/decide.ts';
import { defaultPolicy } from '../src/policy/enforcement/default-policy.ts';
import type { PresetName } from '../src/policy/enforcement/presets.ts';
import { resolvePolicy } from '../src/policy/enforcement/resolve-policy.ts';
import type { EnforcementPolicy, Facts, MembershipFacts, SessionFacts } from '../src/policy/facts.ts';

const targetPerSecond = 200_000;
const measuredMs = 2_000;
const now = Date.parse('2026-12-07T12:00:00Z');
const hour = 3_600_000;

function policyOf(preset: PresetName): EnforcementPolicy {
  const savedAt = now - 720 * hour;
  const resolution = resolvePolicy(
    { preset },
    { now: savedAt, timeZone: 'Europe/Brussels', previous: defaultPolicy(savedAt) },
  );
  if (!resolution.ok) throw new Error(`preset ${preset} does not resolve`);
  return resolution.policy;
}

function membershipIn(id: string, ...policies: readonly EnforcementPolicy[]): MembershipFacts {
  return {
    organization: { id, slug: id, name: id, mayEnforce: true, managesUser: true, policies },
    role: 'member',
    override: 'inherit',
    overrideSetAt: null,
    exemptUntil: null,
    suspended: null,
    joinedAt: now - 9_000 * hour,
    graceUntil: null,
  };
}

function factsOf(over: Partial<Facts>, session: Partial<SessionFacts> = {}): Facts {
  return {
    at: 'authorization',
    user: {
      id: 'ann',
      epoch: 1,
      factors: [{ kind: 'totp', confirmedAt: now - 800 * hour }],
      recoveryCodesLeft: 8,
      mustReplaceFactor: false,
      emailVerified: true,
      emailChangedAt: null,
      hasShortPassword: false,
      isDeactivated: false,
    },
    session: {
      epoch: 1,
      openedAt: now - hour / 2,
      lastSeenAt: now,
      proofs: { passwordAt: now - hour / 2, totpAt: now - hour / 2 },
      rememberedDevice: null,
      suppressedUntil: {},
      sameAddress: true,
      ...session,
    },
    client: {
      id: 'crm',
      organizationId: null,
      environment: { name: 'production', mfa: 'on', userInPilot: false },
      requireLevel: null,
      requireMfaMaxAgeSeconds: null,
    },
    request: { voluntaryLevels: [], essentialLevels: null, declinedEnrollment: false },
    memberships: [],
    extensions: [],
    ...over,
  };
}

function mixOfFacts(): readonly Facts[] {
  const acme = membershipIn('acme', policyOf('by-midnight'));
  const globex = membershipIn('globex', policyOf('all-at-once'), policyOf('chosen-people'));
  const passwordOnly = { proofs: { passwordAt: now } };
  const rememberedDevice = { provenAt: now - hour, sameAddress: true };
  const levels = { voluntaryLevels: [2], essentialLevels: [2], declinedEnrollment: false } as const;
  return [
    factsOf({}),
    factsOf({ memberships: [acme] }),
    factsOf({ memberships: [acme, globex] }),
    factsOf({ at: 'token', memberships: [acme, globex] }),
    factsOf({ memberships: [acme, globex], request: levels }),
    factsOf({ memberships: [acme] }, { ...passwordOnly, rememberedDevice }),
    factsOf({ memberships: [acme, globex] }, passwordOnly),
    factsOf({ memberships: [globex], extensions: [{ name: 'risk', level: 2, mfaMaxAgeSeconds: 3600 }] }),
  ];
}

function decisionsWithin(milliseconds: number, mix: readonly Facts[]): { count: number; elapsedMs: number } {
  const started = performance.now();
  let count = 0;
  let elapsedMs = 0;
  while (elapsedMs < milliseconds) {
    for (let round = 0; round < 1_000; round += 1) {
      for (const facts of mix) decide(facts, now);
    }
    count += 1_000 * mix.length;
    elapsedMs = performance.now() - started;
  }
  return { count, elapsedMs };
}

const mix = mixOfFacts();
decisionsWithin(measuredMs / 4, mix);
const { count, elapsedMs } = decisionsWithin(measuredMs, mix);
const perSecond = Math.round((count * 1_000) / elapsedMs);
console.log(`decisions per second on one core: ${perSecond} (target ${targetPerSecond})`);
process.exitCode = perSecond >= targetPerSecond ? 0 : 1;
