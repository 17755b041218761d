import type { AnyAreaPage } from '../../areas/area-page.ts';
import { checkCodesPage } from './check-codes.ts';
import { recoveryCodesPage } from './recovery-codes.ts';
import { removeFactorPage } from './remove-factor.ts';
import { renameFactorPage } from './rename-factor.ts';
import { renewCodesPage } from './renew-codes.ts';
import { replaceFactorPage } from './replace-factor.ts';
import { securityPage } from './security.ts';
import { setUpPage } from './set-up.ts';

/** `/account/security`, and what is done there. */
export const securityPages: readonly AnyAreaPage[] = [
  securityPage,
  setUpPage,
  renewCodesPage,
  checkCodesPage,
  recoveryCodesPage,
  renameFactorPage,
  removeFactorPage,
  replaceFactorPage,
];
