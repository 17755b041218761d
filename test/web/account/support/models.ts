import type { EmailChangeModel } from '../../../../src/web/account/email-change.ts';
import { bare } from '../../support/frames.ts';

export const emailChangeModel: EmailChangeModel = {
  ...bare,
  state: 'confirm',
  newEmail: 'ann@globex.example',
  notAbout: null,
};
