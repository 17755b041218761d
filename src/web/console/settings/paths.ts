import { consolePath } from '../../areas/area.ts';
import type { Visit } from '../../areas/area-page.ts';

/** The address of the settings of the organization of a visit. */
export function settingsPath(visit: Pick<Visit, 'administered'>): string {
  return `${consolePath(visit.administered().organization.slug)}/settings`;
}
