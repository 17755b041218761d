import { expect } from 'chai';
import { joinedPage } from '../../../src/web/invitations/joined.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { languages } from '../../../src/web/words/language.ts';
import { midnight } from '../support/frames.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { joinedModel } from './support/models.ts';

describe('the page joined', () => {
  itIsSound(filled(joinedPage, joinedModel), { fields: [], actions: [] });

  it('says that a key will do as well as an app, in each language', () => {
    const kinds = {
      en: 'a security key',
      de: 'einem Sicherheitsschlüssel',
      fr: 'une clé de sécurité',
      nl: 'een beveiligingssleutel',
    };
    for (const language of languages)
      for (const deadline of [null, midnight]) {
        const html = drawn(filled(joinedPage, { ...joinedModel, language, enrollment: { deadline } }));
        expect(html, language).to.include(kinds[language]);
      }
  });
});
