import { expect } from 'chai';
import { filled } from '../../../src/web/pages/page.ts';
import { logoutConfirmPage } from '../../../src/web/provider/logout-confirm.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { logoutConfirmModel } from './support/models.ts';

describe('the page logout-confirm', () => {
  itIsSound(filled(logoutConfirmPage, logoutConfirmModel), {
    fields: ['xsrf', 'logout', 'xsrf'],
    actions: ['continue', 'cancel'],
  });

  it('says that an application has asked for it only where one has', () => {
    const asked = drawn(filled(logoutConfirmPage, { ...logoutConfirmModel, clientName: 'CRM' }));
    expect(asked).to.include('<bdi>CRM</bdi> asked to sign you out');
    const unasked = drawn(filled(logoutConfirmPage, { ...logoutConfirmModel, clientName: null }));
    expect(unasked).to.not.include('asked');
  });
});
