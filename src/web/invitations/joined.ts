import type { Instant, Role } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RoutedPage } from '../pages/page-routes.ts';
import { readJoin } from './cookie.ts';

/** Whose account is a member of what. */
export interface Joined {
  readonly organization: string;
  readonly role: Role;
  readonly email: string;
  /** Whether a factor has to be set up next, and until when at the latest; null: no instant is named. */
  readonly enrollment: { readonly deadline: Instant | null } | null;
  readonly timeZone: string;
}

/** The end of an invitation, for the browser that followed it. */
export const joinedPage: RoutedPage<PageFrame & Joined> = {
  area: 'invitations',
  name: 'joined',
  path: '/invitations/joined',
  actions: [],
  async show(deps, ctx) {
    const finished = readJoin(ctx, deps.issuer, 'joined');
    if (finished === null) throw new Refusal('not_found');
    const { kind: _, ...joined } = finished;
    await drawPage(deps, ctx, filled(joinedPage, { ...bareFrame(ctx), ...joined }));
  },
};
