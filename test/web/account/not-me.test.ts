import { expect } from 'chai';
import { deniableKinds } from '../../../src/notices/notices.ts';
import { notMePage } from '../../../src/web/account/not-me.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { languages } from '../../../src/web/words/language.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { notMeModel } from './support/models.ts';

describe('the page not-me', () => {
  itIsSound(filled(notMePage, notMeModel), { fields: [], actions: ['continue'] });

  it('says what the mail was about, in each language', () => {
    for (const language of languages) {
      const told = deniableKinds.map((about) => drawn(filled(notMePage, { ...notMeModel, language, about })));
      expect(new Set(told)).to.have.length(deniableKinds.length);
      const other = drawn(filled(notMePage, { ...notMeModel, language, about: 'something of later' }));
      expect(told).not.to.include(other);
    }
  });

  it('says where the link goes where the address is not theirs any more', () => {
    const changed = drawn(filled(notMePage, { ...notMeModel, about: 'email-changed' }));
    expect(changed).to.include('keeps its new address');
    expect(drawn(filled(notMePage, notMeModel))).not.to.include('keeps its new address');
  });

  it('asks nothing any more once it is done', () => {
    const done = drawn(filled(notMePage, { ...notMeModel, state: 'done', about: null }));
    expect(done).not.to.match(/<button name="action"/);
  });
});
