import { type AreaName, consolePath, tabPath, tabsOf } from '../../../src/web/areas/area.ts';
import type { AreaFrame } from '../../../src/web/areas/area-page.ts';
import type { PageFrame } from '../../../src/web/pages/page-frame.ts';
import { whyOf } from '../../../src/web/words/reasons.ts';

/** 1 December 2026, midnight in Brussels. */
export const midnight = Date.parse('2026-12-01T00:00:00+01:00');

export const acme = { id: 'o1', slug: 'acme', name: 'Acme' };

/** A frame as most steps of a sign-in have it. */
export const frame: PageFrame = {
  language: 'en',
  here: '',
  clientName: 'CRM',
  cancelable: true,
  signedInAs: 'ann@acme.example',
  problem: null,
  why: whyOf([{ by: 'organization', code: 'mfa_required', organization: acme, since: midnight }], {
    o1: 'Europe/Brussels',
  }),
};

/** The frame of pages that belong to no sign-in. */
export const bare: PageFrame = { ...frame, clientName: null, cancelable: false, signedInAs: null, why: [] };

function tabsIn(area: AreaName, base: string): AreaFrame['area']['tabs'] {
  return tabsOf[area].map((tab) => ({ tab, href: tabPath(base, tab), isCurrent: tab === 'overview' }));
}

/** A page of an account, with all that can stand around it. */
export const accountFrame: AreaFrame = {
  ...bare,
  form: {},
  area: {
    kind: 'account',
    timeZone: 'Europe/Brussels',
    now: midnight - 3 * 24 * 60 * 60 * 1000,
    person: { name: 'Ann Marsh', email: 'ann@acme.example', initials: 'AM' },
    consoles: [{ organization: 'Acme', href: '/console/acme', isCurrent: false }],
    isOperator: false,
    tabs: tabsIn('account', '/account'),
    notice: null,
    banner: [{ organization: 'Acme', requiredFrom: midnight, timeZone: 'Europe/Brussels' }],
    fresh: null,
    support: null,
    hasFactor: true,
  },
};

/** A page of the console of somebody who administers two organizations. */
export const consoleFrame: AreaFrame = {
  ...accountFrame,
  area: {
    ...accountFrame.area,
    kind: 'console',
    consoles: [
      { organization: 'Acme', href: consolePath('acme'), isCurrent: true },
      { organization: 'Northwind', href: consolePath('northwind'), isCurrent: false },
    ],
    tabs: tabsIn('console', consolePath('acme')),
    banner: [],
  },
};

/** Around a page that an operator reads as support. */
export const supportView = {
  organization: 'Acme',
  until: midnight,
  href: '/operator/organizations/acme/support',
} as const;

/** A page of the operator. */
export const operatorFrame: AreaFrame = {
  ...accountFrame,
  area: {
    ...accountFrame.area,
    kind: 'operator',
    timeZone: 'UTC',
    isOperator: true,
    tabs: tabsIn('operator', '/operator'),
    banner: [],
  },
};
