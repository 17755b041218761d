import type { AnyAreaPage } from '../../areas/area-page.ts';
import { clientPage } from './client.ts';
import { environmentPage } from './environment.ts';
import { environmentsPage } from './environments.ts';

/** `/operator/environments` with their clients, and what is done there. */
export const environmentPages: readonly AnyAreaPage[] = [environmentsPage, environmentPage, clientPage];
