import type { ParameterizedContext } from 'koa';
import type { ValidInvitation } from '../../organizations/joining/joining.ts';
import { minimumPasswordLength } from '../../passwords/password-rules.ts';
import type { RequestState, WebDeps } from '../context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { bareFrame } from '../pages/errors.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { wordsAndStatus } from '../words/refusals.ts';
import type { JoinPage } from './pages.ts';

export type JoinContext = ParameterizedContext<RequestState>;

/** What differs from one showing of the page to the next. */
export interface JoinShowing extends Partial<Pick<PageFrame, 'problem' | 'signedInAs' | 'why'>> {
  readonly standing: ValidInvitation;
  readonly state: JoinPage['state'];
  /** As typed; default empty. */
  readonly name?: string;
}

/** Whoever is invited has an account, or is to make one. */
export async function stateOf(
  { operations }: WebDeps,
  { invitation }: ValidInvitation,
): Promise<'sign_in' | 'sign_up'> {
  return (await operations.db.people.byEmail(invitation.email)) === null ? 'sign_up' : 'sign_in';
}

/** Draws the page of an invitation; with a problem it has the status of that refusal. */
export function showJoin(
  deps: WebDeps,
  ctx: JoinContext,
  { standing, name = '', ...showing }: JoinShowing,
): void {
  const { invitation, organization } = standing;
  drawPage(deps, ctx, {
    ...bareFrame(ctx),
    ...showing,
    page: 'join',
    name,
    organization: organization.name,
    role: invitation.role,
    email: invitation.email,
    expiresAt: invitation.expiresAt.getTime(),
    timeZone: organization.timeZone,
    minimumLength: minimumPasswordLength,
  });
  if (showing.problem != null) ctx.status = wordsAndStatus[showing.problem.code].status;
}
