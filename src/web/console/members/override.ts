import { changeMember } from '../../../organizations/members/change-member.ts';
import type { Override } from '../../../policy/facts.ts';
import type { AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import type { Form } from '../../forms/form.ts';
import { type ExemptionFields, exemptionFields, exemptUntil, reasonIn } from './exemption.ts';
import {
  listedOf,
  memberPath,
  nameOf,
  room,
  type SubjectModel,
  subjectOf,
  targetOf,
  titled,
} from './subject.ts';

/** What holds for one member alone. */
export interface OverrideModel extends SubjectModel, ExemptionFields {
  readonly chosen: { readonly override: Override };
}

const overrides = ['inherit', 'required', 'exempt'] as const;

/** M12, M13: an exemption deletes no factor. What binds somebody anew is told before, on a page of its own. */
export const overridePage: AreaPage<OverrideModel> = {
  ...room,
  name: 'override',
  head: titled('override'),
  path: '/console/:slug/members/:id/override',
  async content(visit) {
    const listed = await listedOf(visit);
    const stands = subjectOf(visit, listed).member.override?.kind ?? 'inherit';
    return {
      ...subjectOf(visit, listed),
      ...exemptionFields(visit),
      chosen: { override: overrideIn(visit.form) ?? (stands === 'inherit' ? 'exempt' : stands) },
    };
  },
  async submit(visit): Promise<Done> {
    const override = overrideIn(visit.form);
    if (override === null) throw new FieldRefused('override', 'field_empty');
    const reason = reasonIn(visit);
    if (override !== 'exempt') {
      const keep = { override, ...(reason !== undefined && { reason }) };
      return { to: `${memberPath(visit)}/enforce`, keep };
    }
    return exempt(visit, reason);
  },
};

export function overrideIn({ override: said }: Form): Override | null {
  return overrides.find((override) => override === said) ?? null;
}

async function exempt(visit: Visit, reason: string | undefined): Promise<Done> {
  const change = { override: 'exempt', exemptUntil: exemptUntil(visit), reason } as const;
  const { acting } = visit.administered();
  const changed = await changeMember(visit.deps.operations, acting, { ...targetOf(visit), change });
  const values = { name: nameOf(changed) };
  return { to: memberPath(visit), notice: { key: 'console/members.override.exempted', values } };
}
