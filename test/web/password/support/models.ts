import type { ForgottenPasswordModel } from '../../../../src/web/password/forgotten-password.ts';
import type { ResetLinkExpiredModel } from '../../../../src/web/password/reset-link-expired.ts';
import type { ResetLinkSentModel } from '../../../../src/web/password/reset-link-sent.ts';
import { bare } from '../../support/frames.ts';

export const forgottenPasswordModel: ForgottenPasswordModel = { ...bare, email: '' };

export const resetLinkSentModel: ResetLinkSentModel = { ...bare, againPath: '/password/forgotten' };

export const resetLinkExpiredModel: ResetLinkExpiredModel = {
  ending: 'used',
  ...bare,
  againPath: '/password/forgotten',
};
