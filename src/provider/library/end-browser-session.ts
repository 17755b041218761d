import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Stores } from '../../stores.ts';
import { isHintOfSession } from '../logout/sign-out-hint.ts';
import type { ProviderRecords } from '../records/provider-records.ts';
import { issuedModels } from '../records/read-along.ts';

/** Whether the application has shown what makes a question needless. */
export function needsNoQuestion({ oidc: { entities, session } }: KoaContextWithOIDC): boolean {
  const hint = entities.IdTokenHint?.payload;
  return hint !== undefined && session !== undefined && isHintOfSession(hint, session);
}

/** What a sign-out writes to. */
export interface SignOutDeps {
  readonly db: Pick<Stores, 'endedSessions' | 'outbox'>;
  readonly records: ProviderRecords;
}

/**
 * Signs the browser out, as the library does after its question: the applications of the session are told, what they were
 * given goes, but for what was granted to stay (`offline_access`), and so does the session.
 */
export async function signOut(
  { db: { endedSessions, outbox }, records }: SignOutDeps,
  ctx: KoaContextWithOIDC,
): Promise<void> {
  const { accountId, authorizations = {} } = ctx.oidc.session ?? {};
  // Before the session is gone from the database: told once too often is better than never.
  await outbox.tellApplications(await endedSessions.applicationsOf({ accountId, authorizations }));
  const grantIds = Object.values(authorizations).flatMap(({ grantId, persistsLogout }) =>
    grantId === undefined || persistsLogout === true ? [] : [grantId],
  );
  for (const grantId of grantIds) await records.remove('Grant', grantId);
  await records.removeByGrants(
    grantIds.flatMap((grantId) => issuedModels.map((model) => ({ model, grantId }))),
  );
  await dropSession(ctx);
}

/** Removes the session of the browser, and its cookie. */
export async function dropSession(ctx: KoaContextWithOIDC): Promise<void> {
  const { session, provider } = ctx.oidc;
  await session?.destroy();
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: ctx.secure } as const;
  ctx.cookies.set(provider.cookieName('session'), null, { ...attributes, signed: true, overwrite: true });
}
