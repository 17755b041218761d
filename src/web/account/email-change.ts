import { findEmailLink, followEmailLink } from '../../self-service/change-email.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { bareFrame, languageOf } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { PageRoute, RouteContext, RoutedPage } from '../pages/page-routes.ts';
import { signedInPerson } from '../signed-in/signed-in-person.ts';

/**
 * `confirm`: at the new address; `consent`: at the old one; `waiting`: the other of the two is still to agree; `changed`:
 * done.
 */
export interface EmailChangeModel extends PageFrame {
  readonly state: 'confirm' | 'consent' | 'waiting' | 'changed';
  /** Null where nothing is asked any more. */
  readonly newEmail: string | null;
  /** Who is signed in, where the link is about another account; else null. */
  readonly notAbout: string | null;
}

/**
 * A link of a change of e-mail. It is followed by a form, since mail scanners open links; nobody needs to be signed in,
 * for the mailbox is what it proves. Whoever is signed in reads whether it is about their account, so that nobody agrees
 * to it for one they do not mean.
 */
export const emailChangePage: RoutedPage<EmailChangeModel> = {
  area: 'account',
  name: 'email-change',
  path: '/account/email/:token',
  actions: ['continue'],
  show,
  submit,
};

/** What came of following a link; a token is longer than either name. */
export const emailChangeOutcomes: readonly PageRoute[] = (['waiting', 'changed'] as const).map((state) => ({
  path: `/account/email/${state}`,
  actions: [],
  show: (deps, ctx) => drawPage(deps, ctx, page(bareFrame(ctx), { state, newEmail: null, notAbout: null })),
}));

async function show(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const { db } = deps.operations;
  const { kind, newEmail, userId } = await findEmailLink(db, ctx.params.token ?? '', deps.runtime.clock());
  const user = (await signedInPerson(deps, ctx))?.user ?? null;
  const isTheirs = user?.id === userId;
  const frame = { ...bareFrame(ctx), signedInAs: isTheirs ? user.email : null };
  const state = kind === 'email_change' ? 'confirm' : 'consent';
  await drawPage(
    deps,
    ctx,
    page(frame, { state, newEmail, notAbout: isTheirs ? null : (user?.email ?? null) }),
  );
}

async function submit(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const { sourceAddress } = ctx.state;
  const now = deps.runtime.clock();
  const following = { sourceAddress, language: languageOf(ctx), now };
  const outcome = await followEmailLink(deps.operations.db, ctx.params.token ?? '', following);
  seeOther(ctx, `/account/email/${outcome}`);
}

function page(frame: PageFrame, shown: Omit<EmailChangeModel, keyof PageFrame>): FilledPage {
  return filled(emailChangePage, { ...frame, ...shown });
}
