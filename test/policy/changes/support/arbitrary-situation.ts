import fc from 'fast-check';
import { activatedAt } from '../../../../src/policy/enforcement/policy-in-force.ts';
import type {
  FactorFacts,
  Instant,
  Proofs,
  RememberedDevice,
  UserFacts,
} from '../../../../src/policy/facts.ts';
import { extension, membership, noRequest, request } from '../../support/arbitrary-facts.ts';
import { day, hour, minute, now as save } from '../../support/world.ts';
import type { PolicyChange, Situation } from './situation.ts';

const { constantFrom, boolean } = fc;
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });

/** Lengths of time around the limits that rules know. */
const length = constantFrom(
  0,
  1,
  minute,
  20 * minute,
  40 * minute,
  2 * hour,
  20 * hour,
  25 * hour,
  3 * day,
  8 * day,
  25 * day,
  29.5 * day,
);

/** An instant that is not after the moment, told from it or from the save. */
interface Past {
  readonly far: number;
  readonly from: 'after save' | 'before save' | 'ago';
}

const past: fc.Arbitrary<Past> = fc.record({
  far: length,
  from: constantFrom('after save', 'before save', 'ago', 'ago'),
});

function instantOf({ far, from }: Past, at: Instant): Instant {
  if (from === 'ago') return at - far;
  return Math.min(at, from === 'after save' ? save + far : save - far);
}

function instantIn(drawn: Past | null, at: Instant): Instant | null {
  return drawn === null ? null : instantOf(drawn, at);
}

/** A moment, told from the save or from when a policy takes effect. */
const moment = fc.record({
  anchor: fc.nat(9),
  offset: constantFrom(
    -1,
    0,
    1,
    minute,
    20 * minute,
    2 * hour,
    20 * hour,
    25 * hour,
    3 * day,
    8 * day,
    25 * day,
  ),
});

function momentOf({ anchor, offset }: { anchor: number; offset: number }, change: PolicyChange): Instant {
  const anchors = [save, ...[change.after, ...change.before].map(activatedAt)];
  return Math.max(save, (anchors[anchor % anchors.length] ?? save) + offset);
}

const kind = constantFrom('totp' as const, 'webauthn' as const);
const offered = constantFrom<readonly FactorFacts['kind'][]>(
  ['totp', 'webauthn'],
  ['totp', 'webauthn'],
  ['totp'],
);

const anybody = fc.record({
  moment,
  opened: past,
  seen: past,
  offlineGrant: fc.constantFrom(false, false, true),
  hasPassword: constantFrom(true, true, true, false),
  totp: orNull(past),
  key: orNull(past),
  keyVerifies: boolean(),
  recovery: fc.option(past, { nil: null, freq: 3 }),
  ownTotp: orNull(past),
  ownKey: fc.option(past, { nil: null, freq: 2 }),
  longAgo: boolean(),
  codesLeft: fc.nat(1),
  mustReplace: constantFrom(false, false, false, false, true),
  replaceSince: orNull(past),
  mustEnroll: fc.option(past, { nil: null, freq: 8 }),
  emailVerified: constantFrom(true, true, true, false),
  emailChanged: fc.option(past, { nil: null, freq: 5 }),
  hasShortPassword: boolean(),
  device: orNull(past),
  deviceFactor: kind,
  deviceAddress: constantFrom(true, true, true, false),
  carried: fc.option(length, { nil: null, freq: 2 }),
  sameAddress: constantFrom(true, true, false),
  bound: constantFrom(null, null, null, 'org-1', 'org-2'),
  environment: constantFrom(
    'on' as const,
    'on' as const,
    'on' as const,
    'on' as const,
    'pilot' as const,
    'off' as const,
  ),
  userInPilot: boolean(),
  requireLevel: constantFrom(null, null, null, null, 2 as const),
  request: fc.oneof({ weight: 6, arbitrary: fc.constant(noRequest) }, { weight: 1, arbitrary: request }),
  extensions: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: extension.map((one) => [one]) },
  ),
  enrollable: offered,
  managesUser: boolean(),
  mayEnforce: constantFrom(true, true, true, true, true, true, true, false),
  enforcedFor: orNull(length),
  role: constantFrom('owner' as const, 'member' as const),
  override: constantFrom(
    'inherit' as const,
    'inherit' as const,
    'inherit' as const,
    'required' as const,
    'required' as const,
    'exempt' as const,
  ),
  overrideSet: fc.option(past, { nil: null, freq: 2 }),
  exemptFor: orNull(fc.tuple(length, constantFrom(1, -1))),
  suspended: constantFrom(
    null,
    null,
    null,
    null,
    null,
    'by_rule' as const,
    'by_rule' as const,
    'by_admin' as const,
  ),
  joined: fc.option(past, { nil: null, freq: 2 }),
  graceFor: fc.option(length, { nil: null, freq: 3 }),
  other: fc.option(membership('org-2'), { nil: null, freq: 3 }),
  removed: kind,
  activeOwners: constantFrom(1, 2),
});

export type Draws = typeof anybody extends fc.Arbitrary<infer Value> ? Value : never;

/** In a session from before the save, and enforced again or chosen after it (ruling 19): rare among all that are drawn. */
export function enforcedAgain(drawn: Draws): Draws {
  const opened = { far: 8 * day, from: 'before save' } as const;
  const overrideSet = { far: hour, from: 'after save' } as const;
  const override = drawn.override === 'exempt' ? 'inherit' : 'required';
  return { ...drawn, opened, override, overrideSet, joined: null };
}

export const draws: fc.Arbitrary<Draws> = fc.oneof(
  { weight: 5, arbitrary: anybody },
  { weight: 1, arbitrary: anybody.map(enforcedAgain) },
);

/** A person and a moment at which the change may make a difference. */
export function situationOf(change: PolicyChange, drawn: Draws): Situation {
  return situation(drawn, momentOf(drawn.moment, change));
}

function situation(drawn: Draws, at: Instant): Situation {
  const { override, role, suspended } = drawn;
  const joinedAt = instantIn(drawn.joined, at) ?? save - 400 * day;
  const overrideSetAt = overrideSetIn(drawn, joinedAt, at);
  const exempt = drawn.exemptFor === null ? null : save + drawn.exemptFor[0] * drawn.exemptFor[1];
  return {
    at,
    user: userOf(drawn, at),
    session: sessionOf(drawn, at),
    client: {
      id: 'crm',
      organizationId: drawn.bound,
      environment: { name: 'any', mfa: drawn.environment, userInPilot: drawn.userInPilot },
      requireLevel: drawn.requireLevel,
      requireMfaMaxAgeSeconds: null,
    },
    request: drawn.request,
    extensions: drawn.extensions,
    enrollable: drawn.enrollable,
    member: {
      organization: {
        id: 'org-1',
        slug: 'org-1',
        name: 'One',
        managesUser: drawn.managesUser,
        mayEnforce: drawn.mayEnforce,
        enforcedUntil: drawn.mayEnforce || drawn.enforcedFor === null ? null : save + drawn.enforcedFor,
      },
      role,
      override,
      overrideSetAt,
      exemptUntil: override === 'exempt' ? exempt : null,
      suspended,
      joinedAt,
      graceUntil: drawn.graceFor === null ? null : save + drawn.graceFor,
    },
    others: drawn.other === null ? [] : [drawn.other],
    removed: drawn.removed,
    activeOwners: drawn.activeOwners,
  };
}

/** Who joins has no override, but for a `required` one that outlived the membership before. */
function overrideSetIn({ override, overrideSet }: Draws, joinedAt: Instant, at: Instant): Instant | null {
  const setAt = instantIn(overrideSet, at) ?? (override === 'inherit' ? null : save - 40 * day);
  if (setAt === null || override === 'required' || setAt >= joinedAt) return setAt;
  return override === 'inherit' ? null : joinedAt;
}

function userOf(drawn: Draws, at: Instant): UserFacts {
  const confirmed = (set: Past) => (drawn.longAgo ? save - 100 * day : instantOf(set, at));
  const factors: FactorFacts[] = [];
  if (drawn.ownTotp !== null) factors.push({ kind: 'totp', confirmedAt: confirmed(drawn.ownTotp) });
  if (drawn.ownKey !== null) factors.push({ kind: 'webauthn', confirmedAt: confirmed(drawn.ownKey) });
  return {
    id: 'ann',
    epoch: 1,
    factors,
    recoveryCodesLeft: drawn.codesLeft,
    mustReplaceFactor: drawn.mustReplace,
    mustEnrollSince: instantIn(drawn.mustEnroll, at),
    replaceFactorSince: instantIn(drawn.replaceSince, at),
    emailVerified: drawn.emailVerified,
    emailChangedAt: instantIn(drawn.emailChanged, at),
    hasShortPassword: drawn.hasShortPassword,
    isDeactivated: false,
  };
}

function sessionOf(drawn: Draws, at: Instant): Situation['session'] {
  const openedAt = instantOf(drawn.opened, at);
  const within = (instant: Instant) => Math.max(openedAt, Math.min(at, instant));
  const device: RememberedDevice | null =
    drawn.device === null
      ? null
      : {
          provenAt: instantOf(drawn.device, at),
          sameAddress: drawn.deviceAddress,
          factor: drawn.deviceFactor,
        };
  return {
    epoch: 1,
    openedAt,
    lastSeenAt: within(instantOf(drawn.seen, at)),
    offlineGrant: drawn.offlineGrant,
    proofs: proofsOf(drawn, at, within),
    rememberedDevice: device,
    suppressedUntil: drawn.carried === null ? {} : { 'org-1': at + drawn.carried },
    sameAddress: drawn.sameAddress,
  };
}

function proofsOf(drawn: Draws, at: Instant, within: (instant: Instant) => Instant): Proofs {
  const { totp, key, recovery } = drawn;
  return {
    ...(drawn.hasPassword ? { passwordAt: within(0) } : {}),
    ...(totp === null ? {} : { totpAt: within(instantOf(totp, at)) }),
    ...(recovery === null ? {} : { recoveryCodeAt: within(instantOf(recovery, at)) }),
    ...(key === null
      ? {}
      : {
          webauthn: { at: within(instantOf(key, at)), userVerified: drawn.keyVerifies, hardwareBound: null },
        }),
  };
}
