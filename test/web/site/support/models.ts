import type { DevelopmentMailboxModel } from '../../../../src/web/site/development-mailbox.ts';
import type { HomeModel } from '../../../../src/web/site/home.ts';
import { bare, midnight } from '../../support/frames.ts';

export const homeModel: HomeModel = { ...bare, discoveryPath: '/.well-known/openid-configuration' };

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
