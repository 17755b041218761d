import type { ValidInvitation } from '../../organizations/joining/joining.ts';
import { minimumPasswordLength } from '../../passwords/password-rules.ts';
import type { WebDeps } from '../context.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RouteContext } from '../pages/page-routes.ts';
import { wordsAndStatus } from '../words/refusals.ts';
import { type JoinModel, joinPage } from './join.ts';

/** What differs from one showing of the page to the next. */
export interface JoinShowing extends Partial<Pick<PageFrame, 'problem' | 'signedInAs' | 'why'>> {
  readonly standing: ValidInvitation;
  readonly state: JoinModel['state'];
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
  ctx: RouteContext,
  { standing, name = '', ...showing }: JoinShowing,
): void {
  const { invitation, organization } = standing;
  const model = {
    ...bareFrame(ctx),
    ...showing,
    name,
    organization: organization.name,
    role: invitation.role,
    email: invitation.email,
    expiresAt: invitation.expiresAt.getTime(),
    timeZone: organization.timeZone,
    minimumLength: minimumPasswordLength,
  };
  drawPage(deps, ctx, filled(joinPage, model));
  if (showing.problem != null) ctx.status = wordsAndStatus[showing.problem.code].status;
}
