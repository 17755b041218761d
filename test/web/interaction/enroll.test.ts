import { expect } from 'chai';
import { enrollPage } from '../../../src/web/interaction/enroll.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { all, drawn, itIsSound } from '../support/sound-page.ts';
import { enrollModel, keyEnrollModel } from './support/models.ts';

describe('the page enroll', () => {
  itIsSound(filled(enrollPage, enrollModel), { fields: ['code'], actions: ['continue', 'switch', 'cancel'] });

  itIsSound(
    filled(enrollPage, keyEnrollModel),
    { fields: ['asks', 'asked_at', 'assertion'], actions: ['continue', 'use_app_code', 'switch', 'cancel'] },
    'enroll by key',
  );

  it('can be put off only where it is declinable', () => {
    expect(drawn(filled(enrollPage, enrollModel))).not.to.include('value="later"');
    expect(drawn(filled(enrollPage, { ...enrollModel, offer: { secondsLeft: null } }))).to.include(
      'value="later"',
    );
  });

  it('shows exactly the secret, however it is grouped', () => {
    const html = drawn(filled(enrollPage, enrollModel));
    const [shown = ''] = all(html, /<code id="totp-secret"[^>]*>(.*?)<\/code>/g);
    expect(shown.replaceAll(/<[^>]*>/g, '')).to.equal(enrollModel.app?.secret);
    expect(html).to.match(/<img class="qr" src="data:image\/png;base64,[^"]+" alt="[^"]+"/);
    expect(html).to.include('href="otpauth://totp/');
  });
});
