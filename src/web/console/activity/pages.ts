import type { AnyAreaPage } from '../../areas/area-page.ts';
import { activityPage } from './activity.ts';
import { activityEventPage } from './activity-event.ts';
import { activityExportPage } from './activity-export.ts';

/** What happened in an organization. */
export const activityPages: readonly AnyAreaPage[] = [activityPage, activityEventPage, activityExportPage];
