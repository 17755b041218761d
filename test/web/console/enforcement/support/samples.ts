import { changePage } from '../../../../../src/web/console/enforcement/change.ts';
import { enforcementPage } from '../../../../../src/web/console/enforcement/enforcement.ts';
import { previewPage } from '../../../../../src/web/console/enforcement/preview.ts';
import { revokePage } from '../../../../../src/web/console/enforcement/revoke.ts';
import { type FilledPage, filled } from '../../../../../src/web/pages/page.ts';
import {
  changeModel,
  enforcementModel,
  outdatedModel,
  previewModel,
  revokeModel,
  scheduledModel,
} from './models.ts';

export const enforcementSamples: readonly FilledPage[] = [
  filled(enforcementPage, enforcementModel),
  filled(enforcementPage, scheduledModel),
  filled(enforcementPage, { ...scheduledModel, phase: 'changing', entitlement: 'unknown_plan' }),
  filled(enforcementPage, { ...enforcementModel, entitlement: 'not_allowed', start: null }),
  filled(changePage, changeModel),
  filled(changePage, { ...changeModel, start: { ...changeModel.start, preset: null } }),
  filled(previewPage, previewModel),
  filled(previewPage, outdatedModel),
  filled(previewPage, { ...previewModel, draft: {}, preview: null }),
  filled(revokePage, revokeModel),
  filled(revokePage, { ...revokeModel, withdrawal: 'cancel', isStillForEveryone: true }),
  filled(revokePage, { ...revokeModel, withdrawal: null }),
];

export const refusedEnforcementSamples: readonly FilledPage[] = [
  ...(['date', 'sessions', 'max_age', 'factors'] as const).map((field) =>
    filled(changePage, { ...changeModel, problem: { code: 'invalid_policy', field, detail: {} } }),
  ),
  filled(previewPage, { ...outdatedModel, problem: { code: 'preview_outdated', field: null, detail: {} } }),
];
