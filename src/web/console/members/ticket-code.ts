import type { Instant } from '../../../policy/facts.ts';
import type { AreaPage, Visit } from '../../areas/area-page.ts';
import { listedOf, room, type SubjectModel, subjectOf, titled } from './subject.ts';

/** A ticket, shown once: whoever reads the page again finds none. */
export interface TicketCodeModel extends SubjectModel {
  readonly ticket: { readonly code: string; readonly until: Instant } | null;
}

export const ticketCodePage: AreaPage<TicketCodeModel> = {
  ...room,
  name: 'ticket-code',
  head: titled('ticket-code'),
  path: '/console/:slug/members/:id/ticket/code',
  actions: [],
  keepsMore: true,
  async content(visit) {
    const subject = subjectOf(visit, await listedOf(visit));
    return { ...subject, ticket: await takeTicket(visit) };
  },
};

async function takeTicket({ deps, caller, ctx, now }: Visit): Promise<TicketCodeModel['ticket']> {
  const { pageMemory } = deps.runtime.db;
  const kept = await pageMemory.keptForm(caller.sessionHash, ctx.path, now);
  if (kept?.shown === undefined || kept.until === undefined) return null;
  // Of two that read it at once, one is shown it.
  if (!(await pageMemory.forgetForm(caller.sessionHash, ctx.path))) return null;
  return { code: kept.shown, until: Date.parse(kept.until) };
}
