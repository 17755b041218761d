import { Refusal } from '../../../refusal/refusal.ts';
import { oneselfEnrolling } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { securityPage } from './security.ts';

/** Where new codes are shown, for ten minutes and to the session that made them. */
export const newCodesPath = '/account/security/recovery-codes';

export interface NewCodesModel extends AreaFrame {
  readonly codes: readonly string[];
}

/** New recovery codes, until the person has shown that they kept them (D33). */
export const recoveryCodesPage: AreaPage<NewCodesModel> = {
  area: 'account/security',
  name: 'recovery-codes',
  path: newCodesPath,
  tab: 'security',
  access: oneselfEnrolling(),
  actions: ['continue'],
  keepsMore: true,
  async content(visit) {
    return { codes: await keptCodes(visit) };
  },
  async submit(visit) {
    const [first = ''] = await keptCodes(visit);
    const typed = filledIn(visit.form, 'kept').toLowerCase();
    if (typed !== first.slice(-4).toLowerCase()) throw new FieldRefused('kept', 'codes_not_kept');
    return { to: securityPage.path, notice: { key: 'account/security.recovery-codes.done', values: {} } };
  },
};

async function keptCodes({ deps, caller, now }: Visit): Promise<readonly string[]> {
  const kept = await deps.runtime.db.pageMemory.keptForm(caller.sessionHash, newCodesPath, now);
  if (kept?.shown === undefined) throw new Refusal('not_found');
  return kept.shown.split(' ');
}
