import { consolePath } from '../../areas/area.ts';

/** What can be done to several members at once. */
export const bulkActions = ['remind', 'require', 'exempt', 'inherit', 'reset_passwords'] as const;

export type BulkActionName = (typeof bulkActions)[number];

/** Where a change of several members is told before it is made. */
export function changesPath(slug: string): string {
  return `${consolePath(slug)}/members/changes`;
}
