import type { Organization } from '../../../organizations/core/organization.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import type { Visit } from '../../areas/area-page.ts';

/** The organization of the path. @throws Refusal `not_found` */
export async function organizationMeant({ deps, ctx }: Visit): Promise<Organization> {
  const found = await deps.operations.db.organizations.findBySlug(ctx.params.slug ?? '');
  if (found === null) throw new Refusal('not_found');
  return found;
}
