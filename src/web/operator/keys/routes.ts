import type { AnyAreaPage } from '../../areas/area-page.ts';
import { keysPage } from './keys.ts';
import { keysRotatePage } from './keys-rotate.ts';

/** `/operator/keys`, and what is done there. */
export const keyPages: readonly AnyAreaPage[] = [keysPage, keysRotatePage];
