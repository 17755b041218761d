import { defaultPolicy } from '../../../src/policy/enforcement/default-policy.ts';
import type { EnforcementDocument } from '../../../src/policy/enforcement/enforcement-document.ts';
import { resolvePolicy } from '../../../src/policy/enforcement/resolve-policy.ts';
import type {
  ClientFacts,
  EnforcementPolicy,
  FactorFacts,
  Facts,
  Instant,
  MembershipFacts,
  OrganizationFacts,
  SessionFacts,
  UserFacts,
} from '../../../src/policy/facts.ts';

/** A Monday noon in winter; every table counts from here. */
export const now: Instant = Date.parse('2026-12-07T12:00:00Z');
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const monthAgo: Instant = now - 30 * day;

export const totp: FactorFacts = { kind: 'totp', confirmedAt: monthAgo };
export const key: FactorFacts = { kind: 'webauthn', confirmedAt: monthAgo };

export const passwordNow = { passwordAt: now };
export const passwordAndTotp = { passwordAt: now, totpAt: now };
export const passwordAndRecovery = { passwordAt: now, recoveryCodeAt: now };
export const passkey = { webauthn: { at: now, userVerified: true, hardwareBound: null } };

export function user(over: Partial<UserFacts> = {}): UserFacts {
  return {
    id: 'ann',
    epoch: 1,
    factors: [],
    recoveryCodesLeft: 0,
    mustReplaceFactor: false,
    emailVerified: true,
    emailChangedAt: null,
    hasShortPassword: false,
    isDeactivated: false,
    ...over,
  };
}

/** A sign-in that is just being finished with a password. */
export function session(over: Partial<SessionFacts> = {}): SessionFacts {
  return {
    epoch: 1,
    openedAt: now,
    lastSeenAt: now,
    proofs: passwordNow,
    rememberedDevice: null,
    suppressedUntil: {},
    sameAddress: true,
    ...over,
  };
}

export function client(over: Partial<ClientFacts> = {}): ClientFacts {
  return {
    id: 'crm',
    organizationId: null,
    environment: { name: 'production', mfa: 'on', userInPilot: false },
    requireLevel: null,
    requireMfaMaxAgeSeconds: null,
    ...over,
  };
}

/** A policy from a document, saved a month ago in UTC unless said otherwise; a deadline may be an instant. */
export function policy(
  document: EnforcementDocument = { preset: 'all-at-once', activation: 'immediately' },
  over: Partial<EnforcementPolicy> = {},
): EnforcementPolicy {
  const savedAt = over.savedAt ?? monthAgo;
  const resolution = resolvePolicy(document, {
    now: savedAt,
    timeZone: 'UTC',
    previous: defaultPolicy(savedAt),
  });
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems));
  return { ...resolution.policy, ...over };
}

export function organization(over: Partial<OrganizationFacts> = {}): OrganizationFacts {
  return {
    id: 'org-acme',
    slug: 'acme',
    name: 'Acme',
    mayEnforce: true,
    managesUser: true,
    policies: [policy()],
    ...over,
  };
}

/** The membership in `acme` of somebody who joined long ago. */
export function member(
  over: Partial<Omit<MembershipFacts, 'organization'>> & {
    readonly organization?: Partial<OrganizationFacts>;
  } = {},
): MembershipFacts {
  return {
    role: 'member',
    override: 'inherit',
    overrideSetAt: null,
    exemptUntil: null,
    suspended: null,
    joinedAt: now - 400 * day,
    graceUntil: null,
    ...over,
    organization: organization(over.organization),
  };
}

/** A membership in a second organization. */
export function globex(over: Parameters<typeof member>[0] = {}): MembershipFacts {
  return member({
    ...over,
    organization: {
      id: 'org-globex',
      slug: 'globex',
      name: 'Globex',
      managesUser: false,
      ...over.organization,
    },
  });
}

/** Facts of Ann signing in at an application of nobody in particular; she belongs to no organization. */
export function facts(over: Partial<Facts> = {}): Facts {
  return {
    at: 'authorization',
    user: user(),
    session: session(),
    client: client(),
    request: { voluntaryLevels: [], essentialLevels: null, declinedEnrollment: false },
    memberships: [],
    extensions: [],
    ...over,
  };
}

export function codesOf(decision: { readonly step: string; readonly reasons?: readonly { code: string }[] }) {
  return (decision.reasons ?? []).map(({ code }) => code);
}
