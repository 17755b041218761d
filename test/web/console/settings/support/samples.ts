import { settingsPage } from '../../../../../src/web/console/settings/settings.ts';
import { settingsDomainPage } from '../../../../../src/web/console/settings/settings-domain.ts';
import { settingsDomainRemovePage } from '../../../../../src/web/console/settings/settings-domain-remove.ts';
import { settingsPlanPage } from '../../../../../src/web/console/settings/settings-plan.ts';
import { type FilledPage, filled } from '../../../../../src/web/pages/page.ts';
import {
  overtakenModel,
  settingsDomainModel,
  settingsDomainRemoveModel,
  settingsModel,
  settingsPlanModel,
  waitingDomainModel,
} from './models.ts';

/** Of what an organization is, and what belongs to it. */
export const settingsSamples: readonly FilledPage[] = [
  filled(settingsPage, settingsModel),
  filled(settingsPage, overtakenModel),
  filled(settingsDomainPage, settingsDomainModel),
  filled(settingsDomainPage, waitingDomainModel),
  filled(settingsDomainPage, { ...waitingDomainModel, state: 'taken' }),
  filled(settingsDomainRemovePage, settingsDomainRemoveModel),
  filled(settingsPlanPage, settingsPlanModel),
];
