import type { ParameterizedContext } from 'koa';
import type { SessionRecord } from '../../people/person.ts';
import { acrOfLevel } from '../../policy/factors/acr.ts';
import { amrOf, levelOf } from '../../policy/factors/amr.ts';
import type { SignIn } from '../../sign-in/context.ts';
import type { Stores } from '../../stores.ts';
import { type FinishedSignIn, finishedSignInKey } from '../decisions/sign-in-result.ts';
import type { ProviderRecords } from '../records/provider-records.ts';
import type { LiveProvider } from './live-provider.ts';

/** What the library keeps of an interaction, as far as we read it. */
export interface Interaction {
  readonly uid: string;
  readonly returnTo: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly prompt: {
    readonly name: string;
    readonly reasons: readonly string[];
    readonly details: Readonly<Record<string, unknown>>;
  };
  /** The live session that the request came with. */
  readonly session?: { readonly uid: string; readonly accountId?: string };
  readonly grantId?: string;
  readonly lastSubmission?: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

/** Reads the library's JSON; it was written by the library and is sealed, so its shape is trusted. */
export function interactionOf(stored: Readonly<Record<string, unknown>>): Interaction {
  return stored as Interaction;
}

/**
 * The interaction that this browser was sent to. Its id is 256 random bits that only this browser was given, so the
 * cookie's signature would prove nothing more and is left unchecked here: checking is a large part of a page's work.
 */
export function interactionCookie(live: LiveProvider, ctx: ParameterizedContext): string | undefined {
  return ctx.cookies.get(live.current().cookieName('interaction'), { signed: false });
}

/** The interaction with the outcome of a complete sign-in or step-up. */
export function withSignIn(interaction: Interaction, signIn: SignIn, session: SessionRecord): Interaction {
  const { progress } = signIn;
  const finished: FinishedSignIn = {
    proofs: progress.proofs,
    userEpoch: progress.userEpoch,
    openedAt: session.openedAt.getTime(),
    declinedOffer: session.declinedOffer,
    sourcePrefix: session.sourcePrefix,
  };
  const login = {
    accountId: progress.userId,
    ts: Math.floor(session.openedAt.getTime() / 1000),
    amr: [...amrOf(progress.proofs)],
    acr: acrOfLevel(levelOf(progress.proofs)),
    remember: true,
  };
  return withResult(interaction, { login, select_account: {}, mfa: {}, [finishedSignInKey]: finished });
}

/** The interaction once somebody goes on with the account that is signed in. */
export function withSameAccount(interaction: Interaction): Interaction {
  return withResult(interaction, { ...interaction.lastSubmission, select_account: {} });
}

/** The interaction with an error for the application, e.g. `access_denied` after a cancel. */
export function withError(interaction: Interaction, error: string, description: string): Interaction {
  return withResult(interaction, { error, error_description: description });
}

export function withConsent(interaction: Interaction, grantId: string): Interaction {
  return withResult(interaction, { ...interaction.lastSubmission, consent: { grantId } });
}

function withResult(interaction: Interaction, result: Readonly<Record<string, unknown>>): Interaction {
  return { ...interaction, result };
}

/**
 * Ends the session that the browser came with and detaches the interaction from it, so that the sign-in opens a new
 * one: after a switch of accounts, and after a revocation, where nothing issued in the old session may come back.
 */
export async function replaceSession(
  records: ProviderRecords,
  { endedSessions, outbox }: Pick<Stores, 'endedSessions' | 'outbox'>,
  interaction: Interaction,
): Promise<Interaction> {
  if (interaction.session === undefined) return interaction;
  const { uid } = interaction.session;
  const session = await records.findByUid('Session', uid);
  if (session !== undefined) await outbox.tellApplications(await endedSessions.applicationsOf(session));
  await records.removeByUid('Session', uid);
  const { session: _ended, ...detached } = interaction;
  return detached as Interaction;
}
