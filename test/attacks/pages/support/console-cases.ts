import { enforcementCases } from './enforcement-cases.ts';
import type { Cases } from './expectation.ts';
import { invitationCases } from './invitation-cases.ts';
import { listCases, memberCases } from './member-cases.ts';
import { settingsCases } from './settings-cases.ts';

/** Pages of an organization, for its administrators and owners; what owners alone may is said so (pages.md 2.3). */
export const consoleCases: Cases = {
  // Of no organization: it leads to the first of one's own.
  '/console': { read: ['done', 'done', 'done'] },
  ...listCases,
  ...memberCases,
  ...invitationCases,
  ...enforcementCases,
  ...settingsCases,
};
