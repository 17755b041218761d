import type { ParameterizedContext } from 'koa';
import type { Actor } from '../../../audit/event.ts';
import { machineScope, scopesNow } from '../../../environments/client-terms.ts';
import type { Person } from '../../../people/person.ts';
import { mfaAt } from '../../../policy/factors/amr.ts';
import type { Instant } from '../../../policy/facts.ts';
import { type ApiToken, readApiToken } from '../../../provider/decisions/api-token.ts';
import { judgeSession } from '../../../provider/decisions/judge-session.ts';
import { isOlderThanClient } from '../../../provider/decisions/older-than-client.ts';
import type { DirectoryEntry } from '../../../provider/library/client-directory.ts';
import type { RequestState, WebDeps } from '../../http/context.ts';
import { Unauthorized } from '../answers/errors.ts';

/** Who calls the API, after the policy has said yes to the session behind the token. */
export type Caller = MachineCaller | PersonCaller;

/** Of the API it can be nothing but the operator; whether it is that is for its scopes to say. */
export interface MachineCaller {
  readonly kind: 'operator';
  readonly actor: Actor;
  readonly id: string;
  readonly scopes: ReadonlySet<string>;
}

export interface PersonCaller {
  readonly kind: 'person';
  readonly actor: Actor;
  readonly id: string;
  readonly person: Person;
  /** SHA-256 of the uid of the session behind the token. */
  readonly sessionHash: Buffer;
  readonly scopes: ReadonlySet<string>;
  /** Whether the session rests on a recovery code, and opens only what that is enough for (ruling 23). */
  readonly hasRecoveryCodeOnly: boolean;
  /** The last second factor of the session; null without one. */
  readonly mfaAt: Instant | null;
}

/** The resource that tokens for the API name (RFC 8707). */
export function apiResource(issuer: URL): string {
  return `${issuer.origin}/api/v1`;
}

/**
 * Reads the bearer token and judges the person behind it, whatever client it came from (ruling 23).
 * @throws Unauthorized 401: no token, one that does not count (RFC 6750), or too weak a session (RFC 9470)
 */
export async function authenticate(
  deps: WebDeps,
  ctx: ParameterizedContext<RequestState>,
  now: Date,
): Promise<Caller> {
  const [, value] = /^Bearer ([\w.~+/=-]+)$/i.exec(ctx.get('authorization')) ?? [];
  if (value === undefined) throw new Unauthorized('token_missing');
  const expected = { issuer: deps.issuer.origin, audience: apiResource(deps.issuer), now };
  const token = await readApiToken(deps.live, value, expected);
  const entry = token && (await deps.runtime.clients.find(token.clientId));
  if (token === null || entry === null) throw new Unauthorized('invalid_token');
  if (isOlderThanClient(entry.client, token.issuedAt)) throw new Unauthorized('invalid_token');
  const { sourceAddress } = ctx.state;
  const scopes = scopesThatCount(token, entry);
  if (token.kind === 'person') return personBehind(deps, { ...token, scopes, sourceAddress }, now);
  const { clientId } = token;
  return { kind: 'operator', id: clientId, actor: { kind: 'operator', clientId, sourceAddress }, scopes };
}

/** Those that the client may still ask for (ruling 29); no person's token carries the operator's, no machine's another. */
function scopesThatCount({ kind, scopes }: ApiToken, { client }: DirectoryEntry): ReadonlySet<string> {
  const still = scopesNow(client.metadata, scopes);
  return new Set(still.filter((scope) => (scope === machineScope) === (kind === 'client')));
}

type PersonToken = Extract<ApiToken, { kind: 'person' }> & { readonly sourceAddress: string };

async function personBehind(
  { runtime }: WebDeps,
  { userId: id, sessionHash, grantHash, clientId, scopes, sourceAddress }: PersonToken,
  now: Date,
): Promise<PersonCaller> {
  // Withdrawn, signed out, or taken back with its family.
  if (!(await runtime.db.ownGrants.isLive(grantHash, now))) throw new Unauthorized('invalid_token');
  const person = await runtime.db.people.bySessionHash(id, sessionHash);
  if (person?.session == null) throw new Unauthorized('invalid_token');
  const judgement = await judgeSession(runtime, person, { clientId, scope: [...scopes].join(' '), now });
  if (judgement === 'not_signed_in' || judgement === 'denied') throw new Unauthorized('invalid_token');
  if (judgement === 'insufficient') throw new Unauthorized('insufficient_user_authentication');
  return {
    kind: 'person',
    id,
    actor: { kind: 'user', id, sourceAddress },
    person,
    sessionHash,
    scopes,
    hasRecoveryCodeOnly: judgement === 'recovery_code_only',
    mfaAt: mfaAt(person.session.proofs),
  };
}
