import { overviewPage } from '../../../../src/web/console/overview.ts';
import { type FilledPage, filled } from '../../../../src/web/pages/page.ts';
import { supportView } from '../../support/frames.ts';
import { newOverviewModel, overviewModel } from './models.ts';

export const overviewSamples: readonly FilledPage[] = [
  filled(overviewPage, overviewModel),
  filled(overviewPage, newOverviewModel),
  filled(overviewPage, {
    ...overviewModel,
    phase: 'on',
    entitlement: 'trial_ended',
    due: null,
    startsAt: null,
  }),
  filled(overviewPage, { ...overviewModel, phase: 'changing', endsSessions: false }),
  filled(overviewPage, { ...overviewModel, area: { ...overviewModel.area, support: supportView } }),
];
