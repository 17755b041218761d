import type { AnyAreaPage } from '../../areas/area-page.ts';
import { deadLetterPage } from './dead-letter.ts';
import { jobsPage } from './jobs.ts';

/** `/operator/jobs`, and what is done there. */
export const jobPages: readonly AnyAreaPage[] = [jobsPage, deadLetterPage];
