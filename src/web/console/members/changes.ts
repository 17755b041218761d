import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { consolePath } from '../../areas/area.ts';
import type { AreaFrame, AreaPage, Done } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import type { BulkActionName } from './bulk-actions.ts';
import { changeChosen, type Outcome } from './change-chosen.ts';
import { atOnce, chosenIn, needsWord } from './chosen.ts';
import { type ExemptionFields, exemptionFields } from './exemption.ts';

/** What a change of several members comes to, before anything is written (M8). */
export interface ChangesModel extends AreaFrame, ExemptionFields {
  readonly slug: string;
  readonly organization: string;
  /** Null where nothing was chosen on the list. */
  readonly change: (Omit<Outcome, 'job'> & { readonly what: BulkActionName }) | null;
  /** Whether they are too many for one request. */
  readonly isJob: boolean;
  /** What has to be typed before it is done, the short name of the organization, and what was; null where nothing has to. */
  readonly word: { readonly wanted: string; readonly typed: string } | null;
  /** What says on the way who was chosen. */
  readonly fields: readonly { readonly key: string; readonly value: string }[];
}

const place = 'console/members.changes';

export const changesPage: AreaPage<ChangesModel> = {
  area: 'console/members',
  name: 'changes',
  path: '/console/:slug/members/changes',
  tab: 'members',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
  async content(visit) {
    const { slug, name } = visit.administered().organization;
    const chosen = chosenIn(visit.form);
    const told = chosen && (await changeChosen(visit, chosen, 'dry_run'));
    const fields = (['what', 'chosen', 'matching'] as const).flatMap((key) => {
      const value = visit.form[key];
      return value === undefined ? [] : [{ key, value }];
    });
    return {
      slug,
      organization: name,
      ...exemptionFields(visit),
      change: chosen && told && { ...told, what: chosen.what },
      isJob: chosen !== null && told !== null && told.affected + told.skipped > atOnce(chosen.what),
      word: chosen !== null && needsWord(chosen) ? { wanted: slug, typed: visit.form.word ?? '' } : null,
      fields,
    };
  },
  async submit(visit): Promise<Done> {
    const chosen = chosenIn(visit.form);
    if (chosen === null) throw new Refusal('not_found');
    const { slug } = visit.administered().organization;
    if (needsWord(chosen) && visit.form.word?.trim().toLowerCase() !== slug)
      throw new FieldRefused('word', 'invalid_request');
    const { affected, skipped, job } = await changeChosen(visit, chosen, 'write');
    const base = consolePath(slug);
    if (job !== null) return { to: `${base}/jobs/${job.id}` };
    const key = `${place}.done.${chosen.what}${skipped > 0 ? '-skipped' : ''}`;
    return { to: `${base}/members`, notice: { key, values: { count: affected, skipped } } };
  },
};
