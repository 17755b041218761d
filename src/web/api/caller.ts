import type { ParameterizedContext } from 'koa';
import type { Person } from '../../accounts/person.ts';
import type { Actor } from '../../audit/event.ts';
import { mfaAt } from '../../policy/amr.ts';
import { decide } from '../../policy/decide.ts';
import type { Facts, Instant } from '../../policy/facts.ts';
import { readApiToken } from '../../provider/api-token.ts';
import { factsOf } from '../../sign-in/person-facts.ts';
import type { RequestState, WebDeps } from '../context.ts';
import { Challenged } from './problem.ts';

/** Who calls the API, after the policy has said yes to the session behind the token. */
export type Caller =
  | { readonly kind: 'operator'; readonly actor: Actor; readonly id: string }
  | {
      readonly kind: 'person';
      readonly actor: Actor;
      readonly id: string;
      readonly person: Person;
      /** SHA-256 of the uid of the session behind the token. */
      readonly sessionHash: Buffer;
      readonly scopes: ReadonlySet<string>;
      /** The last second factor of the session; null without one. */
      readonly mfaAt: Instant | null;
    };

/** The resource that tokens for the API name (RFC 8707). */
export function apiResource(issuer: URL): string {
  return `${issuer.origin}/api/v1`;
}

/**
 * Reads the bearer token and asks the policy about its session, as at every other place where a token is used.
 * @throws Challenged 401: no token, one that does not count (RFC 6750), or too weak a session (RFC 9470)
 */
export async function authenticate(
  deps: WebDeps,
  ctx: ParameterizedContext<RequestState>,
  now: Date,
): Promise<Caller> {
  const [, value] = /^Bearer ([\w.~+/=-]+)$/i.exec(ctx.get('authorization')) ?? [];
  if (value === undefined) throw new Challenged('token_missing');
  const expected = { issuer: deps.issuer.origin, audience: apiResource(deps.issuer), now };
  const token = await readApiToken(deps.live, value, expected);
  if (token === null) throw new Challenged('invalid_token');
  const { sourceAddress } = ctx.state;
  if (token.kind === 'client') {
    if (!token.scopes.has('operator')) throw new Challenged('invalid_token');
    const { clientId } = token;
    return { kind: 'operator', id: clientId, actor: { kind: 'operator', clientId, sourceAddress } };
  }
  const person = await deps.runtime.db.people.bySessionHash(token.userId, token.sessionHash);
  if (person?.session == null) throw new Challenged('invalid_token');
  const entry = await deps.runtime.clients.find(token.clientId);
  const facts = factsOf(
    {
      at: 'token',
      person,
      session: person.session,
      client: entry?.client ?? null,
      environment: entry?.environment ?? null,
      request: { voluntaryLevels: [], essentialLevels: null, declinedEnrollment: false },
      sourceAddress: null,
      plans: deps.runtime.plans,
      extensions: deps.runtime.demandsOf({ clientId: token.clientId, userId: token.userId }),
      enrollable: deps.runtime.enrollable,
      offlineGrant: token.scopes.has('offline_access'),
    },
    now,
  );
  const { step } = decide(withoutLeniency(facts), now.getTime());
  if (step === 'sign_in' || step === 'deny') throw new Challenged('invalid_token');
  if (step !== 'continue') throw new Challenged('insufficient_user_authentication');
  return {
    kind: 'person',
    id: token.userId,
    actor: { kind: 'user', id: token.userId, sourceAddress },
    person,
    sessionHash: token.sessionHash,
    scopes: token.scopes,
    mfaAt: mfaAt(person.session.proofs),
  };
}

/** Neither an environment nor an exemption, nor a remembered device, covers the API (rulings 8 and 14). */
function withoutLeniency(facts: Facts): Facts {
  return {
    ...facts,
    client: facts.client && {
      ...facts.client,
      environment: { ...facts.client.environment, mfa: 'on' },
    },
    session: facts.session && { ...facts.session, rememberedDevice: null, suppressedUntil: {} },
    memberships:
      facts.memberships?.map((each) =>
        each.override === 'exempt' ? { ...each, override: 'inherit', overrideSetAt: null } : each,
      ) ?? null,
  };
}
