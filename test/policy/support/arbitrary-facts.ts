import fc from 'fast-check';
import type {
  ClientFacts,
  EnforcementPolicy,
  ExtensionDemand,
  FactorFacts,
  Facts,
  Level,
  MembershipFacts,
  OrganizationFacts,
  Proofs,
  RequestFacts,
  SessionFacts,
  UserFacts,
} from '../../../src/policy/facts.ts';
import { day, hour, minute, now } from './world.ts';

/** Instants around the limits that rules know, before and after `now`. */
const instant = fc
  .constantFrom(0, 1, minute, 16 * minute, hour, 5 * hour, day, 3 * day, 29 * day, 31 * day, 400 * day)
  .chain((ago) => fc.constantFrom(now - ago, now - ago, now + ago));
const past = instant.map((at) => Math.min(at, now));
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const level = fc.constantFrom<Level>(1, 2, 3);
const kind = fc.constantFrom('totp' as const, 'webauthn' as const);

export const proofs: fc.Arbitrary<Proofs> = fc.record(
  {
    passwordAt: past,
    totpAt: past,
    recoveryCodeAt: past,
    webauthn: fc.record({ at: past, userVerified: fc.boolean(), hardwareBound: orNull(fc.boolean()) }),
  },
  { requiredKeys: [] },
);

const factor: fc.Arbitrary<FactorFacts> = fc.record({ kind, confirmedAt: orNull(past) });

const user: fc.Arbitrary<UserFacts> = fc.record({
  id: fc.constant('ann'),
  epoch: fc.constant(1),
  factors: fc.array(factor, { maxLength: 3 }),
  recoveryCodesLeft: fc.nat(2),
  mustReplaceFactor: fc.constantFrom(false, false, false, true),
  replaceFactorSince: orNull(past),
  mustEnrollSince: fc.constantFrom(null, null, null, now - hour),
  emailVerified: fc.boolean(),
  emailChangedAt: orNull(past),
  hasShortPassword: fc.boolean(),
  isDeactivated: fc.constantFrom(false, false, false, false, false, false, true),
});

/** Mostly one that still counts: suppressed prompts are rare enough. */
const device = fc.record({
  provenAt: fc.oneof(fc.constantFrom(now - minute, now - hour), past),
  sameAddress: fc.constantFrom(true, true, true, false),
  factor: kind,
});

const session: fc.Arbitrary<SessionFacts> = fc.record({
  epoch: fc.constantFrom(1, 1, 1, 2),
  openedAt: past,
  lastSeenAt: past,
  offlineGrant: fc.boolean(),
  proofs: fc.oneof(proofs, fc.constant({ passwordAt: now })),
  rememberedDevice: orNull(device),
  suppressedUntil: fc.dictionary(fc.constantFrom('org-1', 'org-2'), instant, { noNullPrototype: true }),
  sameAddress: fc.boolean(),
});

export const client: fc.Arbitrary<ClientFacts> = fc.record({
  id: fc.constant('crm'),
  organizationId: orNull(fc.constantFrom('org-1', 'org-2')),
  environment: fc.record({
    name: fc.constant('any'),
    mfa: fc.constantFrom('on' as const, 'on' as const, 'pilot' as const, 'off' as const),
    userInPilot: fc.boolean(),
  }),
  requireLevel: orNull(level),
  requireMfaMaxAgeSeconds: orNull(fc.constantFrom(60, 3600)),
});

const challenge: fc.Arbitrary<EnforcementPolicy['challenge']> = fc.oneof(
  fc.constant('every_sign_in' as const),
  fc.record({
    maxAgeSeconds: orNull(fc.constantFrom(3600, 86_400)),
    newAddress: fc.boolean(),
    rememberedDeviceDays: fc.constantFrom(1, 30, 30, null),
  }),
);

const activation: fc.Arbitrary<EnforcementPolicy['activation']> = fc.oneof(
  fc.constantFrom(
    { kind: 'immediately' as const },
    { kind: 'next_sign_in' as const },
    { kind: 'when_compliant' as const },
  ),
  fc.record({ kind: fc.constant('deadline' as const), at: instant }),
);

const policy: fc.Arbitrary<EnforcementPolicy> = fc.record({
  savedAt: past,
  required: fc.constantFrom('everyone' as const, 'everyone' as const, 'nobody' as const),
  activation,
  sessions: fc.constantFrom('keep' as const, 'end_at_deadline' as const, 'end_now' as const),
  selfDisable: fc.constant('forbid' as const),
  joining: fc.constant('at_next_sign_in' as const),
  challenge,
  sessionMaxDays: orNull(fc.constantFrom(7, 30)),
  factors: fc.constantFrom(['totp', 'webauthn'] as const, ['totp'] as const, ['webauthn'] as const),
  minimumLevel: fc.constantFrom<Level>(2, 2, 3),
  enrollmentProof: fc.constantFrom('mailbox' as const, 'ticket' as const, 'none' as const),
  graceDays: fc.constant(0),
});

const organization = (id: string): fc.Arbitrary<OrganizationFacts> =>
  fc.record({
    id: fc.constant(id),
    slug: fc.constant(id),
    name: fc.constant(id),
    mayEnforce: fc.constantFrom(true, true, true, false),
    managesUser: fc.boolean(),
    policies: fc.array(policy, { maxLength: 2 }),
  });

export const membership = (id: string): fc.Arbitrary<MembershipFacts> =>
  fc.record({
    organization: organization(id),
    role: fc.constantFrom('owner' as const, 'member' as const),
    override: fc.constantFrom('inherit' as const, 'inherit' as const, 'required' as const, 'exempt' as const),
    overrideSetAt: orNull(past),
    exemptUntil: orNull(instant),
    suspended: fc.constantFrom(null, null, null, 'by_rule' as const, 'by_admin' as const),
    joinedAt: past,
    graceUntil: orNull(instant),
  });

export const request: fc.Arbitrary<RequestFacts> = fc.record({
  voluntaryLevels: fc.array(level, { maxLength: 2 }),
  essentialLevels: orNull(fc.array(level, { maxLength: 2 })),
  declinedEnrollment: fc.boolean(),
  offersAhead: fc.boolean(),
});

export const noRequest: RequestFacts = {
  voluntaryLevels: [],
  essentialLevels: null,
  declinedEnrollment: false,
};

export const extension: fc.Arbitrary<ExtensionDemand> = fc.record({
  name: fc.constantFrom('risk', 'country'),
  level,
  mfaMaxAgeSeconds: orNull(fc.constantFrom(60, 3600)),
});

const memberships = fc
  .tuple(orNull(membership('org-1')), orNull(membership('org-2')))
  .map((all) => all.filter((one) => one !== null));

/** Facts of which every part is there. */
export type ReadableFacts = Facts & {
  readonly user: UserFacts;
  readonly session: SessionFacts;
  readonly client: ClientFacts;
  readonly memberships: readonly MembershipFacts[];
};

const anyFacts: fc.Arbitrary<ReadableFacts> = fc.record({
  at: fc.constantFrom('authorization' as const, 'token' as const),
  user,
  session,
  client,
  request: fc.oneof(fc.constant(noRequest), request),
  memberships,
  extensions: fc.array(extension, { maxLength: 1 }),
  enrollable: fc.constantFrom(['totp', 'webauthn'] as const, ['totp'] as const),
});

function allowingDevices({ organization: of, ...rest }: MembershipFacts): MembershipFacts {
  const challenge = {
    maxAgeSeconds: 86_400,
    newAddress: true,
    rememberedDeviceDays: 1,
  };
  const policies = (of.policies ?? []).map((saved) => ({ ...saved, challenge }));
  return { ...rest, organization: { ...of, policies } };
}

/** An enrolled member with a password alone on a remembered device: where prompts may be suppressed. */
function onRememberedDevice(facts: ReadableFacts): ReadableFacts {
  const { user: who, session: opened, client: application } = facts;
  const factors: FactorFacts[] = [{ kind: 'totp', confirmedAt: now - 400 * day }];
  return {
    ...facts,
    user: { ...who, factors, mustReplaceFactor: false },
    session: { ...opened, epoch: 1, openedAt: now, lastSeenAt: now, proofs: { passwordAt: now } },
    client: { ...application, organizationId: null, requireLevel: null, requireMfaMaxAgeSeconds: null },
    request: noRequest,
    memberships: facts.memberships.slice(0, 1).map(allowingDevices),
    extensions: [],
  };
}

/** Facts of which every part could be read. */
export const readableFacts: fc.Arbitrary<ReadableFacts> = fc.oneof(
  { weight: 3, arbitrary: anyFacts },
  { weight: 1, arbitrary: anyFacts.map(onRememberedDevice) },
);
