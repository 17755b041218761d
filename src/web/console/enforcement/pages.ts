import type { AnyAreaPage } from '../../areas/area-page.ts';
import { changePage } from './change.ts';
import { enforcementPage } from './enforcement.ts';
import { previewPage } from './preview.ts';
import { revokePage } from './revoke.ts';

/** How an organization comes to require a second step, and stops. */
export const enforcementPages: readonly AnyAreaPage[] = [
  enforcementPage,
  changePage,
  previewPage,
  revokePage,
];
