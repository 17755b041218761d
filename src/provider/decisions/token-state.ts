import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Person } from '../../people/person.ts';
import { recordUnreadablePolicies } from '../../people/unreadable-facts.ts';
import { decide } from '../../policy/decide.ts';
import { acrToState } from '../../policy/factors/acr.ts';
import { amrOf, levelOf, mfaAt, proofsToldBy } from '../../policy/factors/amr.ts';
import type { Facts, Proofs } from '../../policy/facts.ts';
import { nothingRequested } from '../../policy/rules/request-rule.ts';
import type { DirectoryEntry } from '../library/client-directory.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import { type FactRuntime, factsAt } from './facts-at.ts';
import { noteVisit } from './visits.ts';

/** A code, refresh token, device code or access token, as the library hands it over. */
export interface IssuedToken {
  /** The library's name of the model, e.g. `RefreshToken`. */
  readonly kind?: string | undefined;
  readonly clientId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly sessionUid?: string | undefined;
  readonly grantId?: string | undefined;
  /** Epoch seconds. */
  readonly iat?: number | undefined;
  claims?: unknown;
  scope?: string | undefined;
  expiresWithSession?: boolean | undefined;
  /** Of a code or refresh token that was used: epoch seconds. */
  consumed?: unknown;
  amr?: readonly string[] | undefined;
  acr?: string | undefined;
  /** Claims that were stated when it was issued; introspection answers them. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** A token with the person that it was issued for. */
export interface TokenOfPerson {
  readonly userId: string;
  readonly token: IssuedToken;
}

export interface TokenState {
  /** The code or token that was decided about, with the scopes that its client may still ask for. */
  readonly source: IssuedToken;
  readonly person: Person;
  readonly facts: Facts;
  readonly amr: readonly string[];
  readonly acr: string;
  /** Epoch seconds of the sign-in. */
  readonly authTime: number;
  /** `mfa_time`, epoch seconds of the last second factor; empty without one. */
  readonly mfaTime: { readonly mfa_time?: number };
}

const states = new WeakMap<object, TokenState>();

/** What was decided about the token of this request. */
export function tokenStateOf(ctx: KoaContextWithOIDC): TokenState | undefined {
  return states.get(ctx.oidc);
}

/**
 * Asks the policy again when a token is redeemed, refreshed or used: the answer when it was issued may be out of date.
 * @returns undefined when it may not be honoured any more: revoked, removed, or not proven enough.
 */
export async function decideAtToken(
  runtime: ProviderRuntime,
  ctx: KoaContextWithOIDC,
  { userId, token }: TokenOfPerson,
): Promise<TokenState | undefined> {
  const now = runtime.clock();
  if (token.sessionUid === undefined || token.clientId === undefined) return undefined;
  const person = await runtime.people.byId(userId, token.sessionUid);
  if (person?.session == null) return undefined;
  const { clientId, scope } = token;
  const facts = await factsAtToken(runtime, person, { clientId, scope, now });
  const decision = decide(facts, now.getTime());
  // An application calls here, from its own address.
  await recordUnreadablePolicies(runtime.db.audit, decision, { actor: { kind: 'system' }, now, userId });
  if (decision.step !== 'continue') return undefined;
  // A refresh shows that the application is in use; reading claims does not.
  if (token.kind === 'RefreshToken')
    await noteVisit(runtime, { uid: token.sessionUid, session: person.session, decision }, now);
  const authTime = Math.floor(person.session.openedAt.getTime() / 1000);
  const state = {
    source: token,
    person,
    facts,
    authTime,
    ...statedOf(runtime, token, person.session.proofs),
  };
  states.set(ctx.oidc, state);
  return state;
}

/** What a token says of proofs, by the levels that its request asked for. */
function statedOf(
  { acrAliases }: ProviderRuntime,
  { claims }: IssuedToken,
  proofs: Proofs,
): Pick<TokenState, 'amr' | 'acr' | 'mfaTime'> {
  const at = mfaAt(proofs);
  return {
    amr: amrOf(proofs),
    acr: acrToState(requestedAcr(claims), levelOf(proofs), acrAliases),
    mfaTime: at === null ? {} : { mfa_time: Math.floor(at / 1000) },
  };
}

/** `amr` and its company: for ID tokens, access tokens and whoever asks about those. */
export function proofClaimsOf({
  amr,
  acr,
  authTime,
  mfaTime,
}: TokenState): Readonly<Record<string, unknown>> {
  return { amr, acr, auth_time: authTime, ...mfaTime };
}

/** The same, of what a token states; a machine's states none. */
export function proofClaimsIn(extra: IssuedToken['extra']): Readonly<Record<string, unknown>> {
  const { amr, acr, auth_time, mfa_time } = extra ?? {};
  const stated = Object.entries({ amr, acr, auth_time, mfa_time });
  return Object.fromEntries(stated.filter(([, value]) => value !== undefined));
}

/**
 * For userinfo and introspection: what was proven may have been lost since the token was issued (ruling 24), so it tells what still
 * lives of it. What was proven since then adds nothing: a stolen token must not grow with its session.
 */
export function restateProofs(runtime: ProviderRuntime, token: IssuedToken, { person }: TokenState): void {
  const { amr, mfa_time: before, ...others } = token.extra ?? {};
  if (person.session === null || !Array.isArray(amr)) return;
  const stated = statedOf(runtime, token, proofsToldBy(amr, person.session.proofs));
  const { mfa_time: at } = stated.mfaTime;
  const earliest = at === undefined ? {} : { mfa_time: Math.min(at, Number(before ?? at)) };
  token.extra = { ...others, amr: stated.amr, acr: stated.acr, ...earliest };
}

/** What a decision about a token is made from, where no browser is in front. @param person with the record of its session */
export async function factsAtToken(
  runtime: ProviderRuntime,
  person: Person,
  { clientId = '', scope, now }: Pick<IssuedToken, 'clientId' | 'scope'> & { readonly now: Date },
): Promise<Facts> {
  return factsOfToken(runtime, person, { entry: await runtime.clients.find(clientId), scope, now });
}

/** The same where the client has been read already; `entry` is null for one that is gone. */
export function factsOfToken(
  runtime: FactRuntime,
  person: Person,
  {
    entry,
    scope,
    now,
  }: Pick<IssuedToken, 'scope'> & { readonly entry: DirectoryEntry | null; readonly now: Date },
): Facts {
  const asked = {
    at: 'token',
    person,
    session: person.session,
    entry,
    request: nothingRequested,
    sourceAddress: null,
    offlineGrant: scope?.split(' ').includes('offline_access') === true,
  } as const;
  return factsAt(runtime, asked, now);
}

/** The names that the authorization request asked for; they travel with the code and its refresh tokens. */
function requestedAcr(claims: unknown): string[] {
  const acr = (claims as { id_token?: { acr?: { value?: unknown; values?: unknown } | null } } | undefined)
    ?.id_token?.acr;
  const listed: unknown[] = Array.isArray(acr?.values) ? acr.values : [];
  return [acr?.value, ...listed].filter((name) => typeof name === 'string');
}
