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
  ],
};
