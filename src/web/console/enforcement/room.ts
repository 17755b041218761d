import type { SilentEnvironment as Silent } from '../../../environments/store.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { consolePath } from '../../areas/area.ts';
import type { Visit } from '../../areas/area-page.ts';
import type { DraftPlace } from './draft-fields.ts';

/** What all pages about enforcement have in common. */
export const room = {
  area: 'console/enforcement',
  tab: 'enforcement',
  access: administrators('where_it_loosens'),
} as const;

/** Where a page about the enforcement of an organization is. */
export function enforcementPath(slug: string, page: '' | '/change' | '/preview' | '/revoke' = ''): string {
  return `${consolePath(slug)}/enforcement${page}`;
}

export function organizationAt({ deps, now, administered }: Visit) {
  return { organization: administered().organization, plans: deps.operations.plans, now };
}

export function draftPlaceOf({ now, administered }: Visit): DraftPlace {
  return { timeZone: administered().organization.timeZone, now: now.getTime() };
}

/** An environment at whose applications nobody, or not everybody, is asked. */
export interface SilentEnvironment {
  readonly environment: string;
  readonly mfa: Silent['mfa'];
}

/** Those that serve members of the organization: an `off` hides nothing. */
export async function silentEnvironments({
  deps,
  administered,
}: Visit): Promise<readonly SilentEnvironment[]> {
  const found = await deps.operations.db.environments.silent(administered().organization.id);
  return found.map(({ name, mfa }) => ({ environment: name, mfa }));
}
