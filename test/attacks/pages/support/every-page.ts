import { accountCases } from './account-cases.ts';
import { consoleCases } from './console-cases.ts';
import type { Cases } from './expectation.ts';
import { linkCases } from './link-cases.ts';
import { operatorCases } from './operator-cases.ts';
import { operatorUpkeepCases } from './operator-upkeep-cases.ts';
import type { Area, PageAt } from './requests.ts';

/** One's own account last: there people change themselves. */
const areas: readonly (readonly [Area, Cases])[] = [
  ['link', linkCases],
  ['console', consoleCases],
  ['operator', { ...operatorCases, ...operatorUpkeepCases }],
  ['account', accountCases],
];

/** Every page that a case is written of. */
export const everyPage: readonly PageAt[] = areas.flatMap(([area, cases]) =>
  Object.entries(cases).map(([path, page]) => ({ area, path, page })),
);
