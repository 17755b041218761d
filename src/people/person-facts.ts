import type { RememberedDevice } from '../authenticators/remembered-device.ts';
import type { Environment } from '../environments/environment.ts';
import { isInPilot } from '../environments/pilot.ts';
import { isSameSource, sourcePrefix } from '../limits/password-throttle.ts';
import type { Organization } from '../organizations/core/organization.ts';
import { policiesOf } from '../organizations/core/saved-policy.ts';
import { entitlementOf, keepsEnforcing } from '../plans/entitlement.ts';
import type { Plans } from '../plans/plans.ts';
import type {
  ClientFacts,
  ExtensionDemand,
  FactorKind,
  Facts,
  Level,
  MembershipFacts,
  OrganizationFacts,
  RequestFacts,
  SessionFacts,
  UserFacts,
} from '../policy/facts.ts';
import type { Membership, Person, SessionRecord } from './person.ts';

export interface FactSources {
  readonly at: Facts['at'];
  readonly person: Person | null;
  /** The session record, or what the sign-in under way has proven so far. */
  readonly session: SessionRecord | null;
  readonly client: {
    readonly clientId: string;
    readonly organizationId: string | null;
    readonly requireLevel: Level | null;
    readonly requireMfaMaxAgeSeconds: number | null;
  } | null;
  readonly environment: Environment | null;
  readonly request: RequestFacts;
  /** Of the request that the person's browser makes; null at the token endpoint, where an application calls. */
  readonly sourceAddress: string | null;
  readonly plans: Plans;
  readonly extensions: readonly ExtensionDemand[];
  /** Factor kinds that this deployment can enrol. */
  readonly enrollable: readonly FactorKind[];
  /** Whether the grant has `offline_access` and so outlives its session. */
  readonly offlineGrant: boolean;
  /** The membership that this sign-in is to end in; default none. */
  readonly joining?: MembershipFacts | null;
}

/** Puts what storage read into the form that the policy decides on. */
export function factsOf(sources: FactSources, now: Date): Facts {
  const { person, session } = sources;
  return {
    at: sources.at,
    user: person && userFacts(person),
    session: session && {
      ...sessionFacts(session, sources.sourceAddress),
      rememberedDevice: deviceFacts(person?.rememberedDevice ?? null, sources.sourceAddress, now),
      offlineGrant: sources.offlineGrant,
    },
    client: clientFacts(sources),
    request: sources.request,
    memberships: person?.memberships.map((each) => membershipFacts(each, sources.plans, now)) ?? null,
    extensions: sources.extensions,
    joining: sources.joining,
    enrollable: sources.enrollable,
  };
}

/** One person in the form that the policy decides on. */
export function userFacts({ user, factors, recoveryCodesLeft }: Person): UserFacts {
  return {
    id: user.id,
    epoch: user.epoch,
    factors: factors.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: confirmedAt.getTime() })),
    recoveryCodesLeft,
    mustReplaceFactor: user.replaceFactorSince !== null,
    replaceFactorSince: user.replaceFactorSince?.getTime() ?? null,
    mustEnrollSince: user.mustEnrollSince?.getTime() ?? null,
    emailVerified: user.emailVerified,
    emailChangedAt: user.emailChangedAt?.getTime() ?? null,
    hasShortPassword: user.passwordIsShort,
    isDeactivated: user.deactivatedAt !== null,
  };
}

function sessionFacts(
  session: SessionRecord,
  sourceAddress: string | null,
): Omit<SessionFacts, 'rememberedDevice'> {
  return {
    epoch: session.userEpoch,
    openedAt: session.openedAt.getTime(),
    lastSeenAt: session.lastSeenAt.getTime(),
    proofs: session.proofs,
    suppressedUntil: session.suppressed,
    sameAddress: sourceAddress === null || isSamePrefix(sourceAddress, session.sourcePrefix),
  };
}

/** Only a browser shows a device, so without an address there is none. */
function deviceFacts(
  device: RememberedDevice | null,
  sourceAddress: string | null,
  now: Date,
): SessionFacts['rememberedDevice'] {
  if (device === null || sourceAddress === null || device.expiresAt <= now) return null;
  const { factor, provenAt, sourcePrefix: provenFrom } = device;
  return { factor, provenAt: provenAt.getTime(), sameAddress: isSamePrefix(sourceAddress, provenFrom) };
}

/** Records hold the prefix only; an unreadable address is never the same as another. */
function isSamePrefix(address: string, prefix: string): boolean {
  return isSameSource(address, address) && sourcePrefix(address) === prefix;
}

/** The client in that form; null where there is none. */
export function clientFacts({
  client,
  environment,
  person,
}: Pick<FactSources, 'client' | 'environment' | 'person'>): ClientFacts | null {
  if (client === null || environment === null) return null;
  return {
    id: client.clientId,
    organizationId: client.organizationId,
    environment: {
      name: environment.name,
      mfa: environment.mfa,
      userInPilot:
        environment.mfa === 'pilot' && person !== null && isInPilot(environment.pilot, person.user),
    },
    requireLevel: client.requireLevel,
    requireMfaMaxAgeSeconds: client.requireMfaMaxAgeSeconds,
  };
}

/** One membership in the form that the policy decides on. */
export function membershipFacts(
  { member, organization, managesUser }: Membership,
  plans: FactSources['plans'],
  now: Date,
): MembershipFacts {
  return {
    organization: organizationFacts({ organization, managesUser }, plans, now),
    role: member.role,
    override: member.override,
    overrideSetAt: member.overrideSetAt?.getTime() ?? null,
    exemptUntil: member.exemptUntil?.getTime() ?? null,
    suspended: member.suspended,
    joinedAt: member.joinedAt.getTime(),
    graceUntil: member.graceUntil?.getTime() ?? null,
  };
}

/** What of an organization says what it requires. */
export type EnforcingOrganization = Pick<
  Organization,
  'id' | 'slug' | 'name' | 'plan' | 'trialEndsAt' | 'enforcement' | 'enforcementBefore' | 'createdAt'
>;

/** The organization of a membership in that form. */
export function organizationFacts(
  {
    organization,
    managesUser,
  }: Pick<Membership, 'managesUser'> & { readonly organization: EnforcingOrganization },
  plans: FactSources['plans'],
  now: Date,
): OrganizationFacts {
  const entitlement = entitlementOf(organization, plans, now);
  const hasTrialEnded = entitlement === 'trial_ended';
  return {
    id: organization.id,
    slug: organization.slug,
    name: organization.name,
    mayEnforce: keepsEnforcing(entitlement),
    enforcedUntil: hasTrialEnded ? (organization.trialEndsAt?.getTime() ?? null) : null,
    managesUser,
    policies: policiesOf(organization),
  };
}
