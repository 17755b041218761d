import { expect } from 'chai';
import { notificationAddressPage } from '../../../src/web/account/notification-address.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { notificationAddressModel } from './support/models.ts';

describe('the page notification-address', () => {
  itIsSound(filled(notificationAddressPage, notificationAddressModel), { fields: [], actions: ['continue'] });

  it('says which organization, and where to, and asks nothing any more once it is done', () => {
    const asked = drawn(filled(notificationAddressPage, notificationAddressModel));
    expect(asked).to.include('<bdi>Acme</bdi> wants to tell <bdi>it@acme.example</bdi>');
    const done = drawn(
      filled(notificationAddressPage, { ...notificationAddressModel, state: 'done', asked: null }),
    );
    expect(done)
      .not.to.match(/<button name="action"/)
      .and.not.include('Acme');
  });
});
