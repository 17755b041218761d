/** The areas of people who are signed in, each with its tabs in the order of its navigation. */
export const tabsOf = {
  account: ['overview', 'profile', 'security', 'sessions', 'applications', 'organizations', 'activity'],
  console: ['overview', 'members', 'invitations', 'enforcement', 'activity', 'settings'],
  operator: ['overview', 'organizations', 'users', 'environments', 'jobs', 'keys', 'brand', 'activity'],
} as const;

export type AreaName = keyof typeof tabsOf;

export type TabOf<Area extends AreaName> = (typeof tabsOf)[Area][number];

export type Tab = { [Area in AreaName]: TabOf<Area> }[AreaName];

/** The address of an organization's console. */
export function consolePath(slug: string): string {
  return `/console/${slug}`;
}

/** Where an operator opens the console of an organization as support, and ends that. */
export function supportPath(slug: string): string {
  return `/operator/organizations/${encodeURIComponent(slug)}/support`;
}

/** Where a job of an organization tells how far it is. */
export function jobPath(slug: string, id: string): string {
  return `${consolePath(slug)}/jobs/${id}`;
}

/** The address of a tab; the first one is that of its area. @param base address of the area, e.g. `/console/acme` */
export function tabPath(base: string, tab: Tab): string {
  return tab === 'overview' ? base : `${base}/${tab}`;
}
