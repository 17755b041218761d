import { domain as domainText } from '../../../documents/fields.ts';
import { changeOrganization } from '../../../organizations/profile/change-organization.ts';
import { checkDomains } from '../../../organizations/profile/domains.ts';
import { domainRecord } from '../../../organizations/profile/verify-domain.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { about, FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { settingsPath } from './paths.ts';

/** A domain that is to be verified: which record has to be set, and whether it is there. */
export interface SettingsDomainModel extends AreaFrame {
  readonly href: string;
  readonly domain: string;
  /** `none`: nothing was typed yet. `taken`: it is another organization's, which is told where the record was found. */
  readonly state: 'none' | 'waiting' | 'verified' | 'taken';
  readonly record: { readonly name: string; readonly value: string };
  /** Whether people may join by a domain, so that a new one takes a second step. */
  readonly joinByDomain: boolean;
}

export const settingsDomainPage: AreaPage<SettingsDomainModel> = {
  area: 'console/settings',
  name: 'settings-domain',
  path: '/console/:slug/settings/domain',
  tab: 'settings',
  access: administrators('where_it_loosens'),
  actions: ['continue', 'name'],
  query: ['domain'],
  async content(visit) {
    const { organization } = visit.administered();
    const domain = visit.form.domain ?? visit.ctx.query.domain ?? '';
    const said = typeof domain === 'string' ? domain : '';
    return {
      href: settingsPath(visit),
      domain: said,
      state: await stateOf(visit, said),
      record: domainRecord({ organizationId: organization.id, domain: said }),
      joinByDomain: organization.joinByDomain,
    };
  },
  submit,
};

async function stateOf(visit: Visit, said: string): Promise<SettingsDomainModel['state']> {
  const read = domainText.safeParse(said);
  if (!read.success) return 'none';
  const found = await visit.deps.operations.db.domains.find(read.data);
  if (found?.organizationId === visit.administered().organization.id) return 'verified';
  // Whose a domain is learns who has its record, and nobody by typing one after the other.
  const { code, field } = visit.problem ?? {};
  return found !== null && code === 'invalid_document' && field === 'domain' ? 'taken' : 'waiting';
}

async function submit(visit: Visit): Promise<Done> {
  const { organization, acting } = visit.administered();
  const { operations } = visit.deps;
  if (operations.domainCheck === null) throw new Refusal('not_allowed');
  const domain = domainIn(visit);
  if (visit.form.action === 'name')
    return { to: `${settingsPath(visit)}/domain?domain=${encodeURIComponent(domain)}` };
  const organizationId = organization.id;
  const before = await operations.db.domains.of(organizationId);
  const domains = [...before, domain];
  const verdicts = await checkDomains(operations, acting, { organizationId, wanted: domains });
  const problem = verdicts.get(domain);
  if (problem?.state === 'unreachable') throw new Refusal('server_busy', { reason: problem.problem });
  if (problem != null) throw new Refusal('invalid_document', { list: [domain] });
  const change = { organizationId, fields: {}, domains, verdicts, expectedVersion: null };
  // Its record is there, so that all that can be in the way is another organization.
  await about({ invalid_document: 'domain' }, () => changeOrganization(operations, acting, change));
  return {
    to: settingsPath(visit),
    notice: { key: 'console/settings.settings.verified', values: { domain } },
  };
}

/** @throws FieldRefused `field_empty`, `invalid_request`, `already_member` for one that is theirs */
function domainIn({ form }: Visit): string {
  const read = domainText.safeParse(filledIn(form, 'domain').replace(/^@/, ''));
  if (!read.success) throw new FieldRefused('domain', 'invalid_request');
  return read.data;
}
