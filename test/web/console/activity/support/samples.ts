import { activityPage } from '../../../../../src/web/console/activity/activity.ts';
import { activityEventPage } from '../../../../../src/web/console/activity/activity-event.ts';
import { activityExportPage } from '../../../../../src/web/console/activity/activity-export.ts';
import { type FilledPage, filled } from '../../../../../src/web/pages/page.ts';
import { activityEventModel, activityExportModel, activityModel, quietModel } from './models.ts';

/** Of what happened in an organization. */
export const activitySamples: readonly FilledPage[] = [
  filled(activityPage, activityModel),
  filled(activityPage, quietModel),
  filled(activityEventPage, activityEventModel),
  filled(activityExportPage, activityExportModel),
  filled(activityExportPage, { ...activityExportModel, count: 20_000, isLong: true, filters: [] }),
];
