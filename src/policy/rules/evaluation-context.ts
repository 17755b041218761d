import { factorKinds } from '../factors/factor-kinds.ts';
import type {
  ClientFacts,
  ExtensionDemand,
  FactorKind,
  Facts,
  Instant,
  MembershipFacts,
  RequestFacts,
  SessionFacts,
  UserFacts,
} from '../facts.ts';

/** Facts of which every part could be read, with the instant of the decision: what a rule looks at. */
export interface EvaluationContext {
  readonly at: Facts['at'];
  readonly now: Instant;
  readonly user: UserFacts;
  readonly session: SessionFacts;
  readonly client: ClientFacts;
  readonly request: RequestFacts;
  readonly memberships: readonly MembershipFacts[];
  readonly extensions: readonly ExtensionDemand[];
  readonly enrollable: readonly FactorKind[];
}

/** The context of a decision, or null when a part is missing, which denies. */
export function evaluationContextOf(facts: Facts, now: Instant): EvaluationContext | null {
  const { at, user, session, client, request, memberships, extensions } = facts;
  if (user === null || session === null || client === null || memberships === null) return null;
  if (memberships.some(({ organization }) => organization.policies === null)) return null;
  const enrollable = facts.enrollable ?? factorKinds;
  return { at, now, user, session, client, request, memberships, extensions, enrollable };
}

/**
 * Whether the client's environment lifts organization policies and the own-factor rule for this user (ruling 8).
 * It lifts nothing that a client, a request or an extension demands.
 */
export function isLifted(client: ClientFacts): boolean {
  const { mfa, userInPilot } = client.environment;
  return mfa === 'off' || (mfa === 'pilot' && !userInPilot);
}
