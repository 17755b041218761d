import type { AnyAreaPage } from '../../areas/area-page.ts';
import { settingsPage } from './settings.ts';
import { settingsDomainPage } from './settings-domain.ts';
import { settingsDomainRemovePage } from './settings-domain-remove.ts';
import { settingsPlanPage } from './settings-plan.ts';

/** What an organization is, and what belongs to it. */
export const settingsPages: readonly AnyAreaPage[] = [
  settingsPage,
  settingsDomainPage,
  settingsDomainRemovePage,
  settingsPlanPage,
];
