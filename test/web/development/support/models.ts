import type { DevelopmentMailboxModel } from '../../../../src/web/development/development-mailbox.ts';
import { bare, midnight } from '../../support/frames.ts';

export const developmentMailboxModel: DevelopmentMailboxModel = {
  ...bare,
  mails: [
    {
      to: 'ann@acme.example',
      subject: '482913 is your code',
      text: 'Type this code:\n\n    482913\n',
      sentAt: midnight,
    },
    {
      to: 'bea@acme.example',
      subject: 'Choose a new password',
      text: 'Choose it here:\n\nhttp://localhost:3000/password/reset/a-b_c\n\nIf not: http://localhost:3000/password/forgotten\n',
      sentAt: midnight,
    },
  ],
};
