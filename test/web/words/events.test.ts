import { expect } from 'chai';
import { auditEventTypes } from '../../../src/audit/event.ts';
import { eventsInWords } from '../../../src/web/words/events.ts';
import { languages, loadWords } from '../../../src/web/words/language.ts';

const words = loadWords('views');

describe('what happened, in words', () => {
  for (const language of languages)
    it(`has words in ${language} for all that can be recorded`, () => {
      const said = eventsInWords(words[language]);
      for (const type of auditEventTypes) expect(said(type, 'Acme'), type).not.to.equal(type);
    });

  it('names the organization, and says so where it has no name any more', () => {
    const said = eventsInWords(words.en);
    expect(said('member.added', 'Acme')).to.equal('Became a member of Acme');
    expect(said('member.added', null)).to.equal(said('member.added')).and.not.to.include('Acme');
    expect(said('member.added')).to.match(/^Became a member of [^{]+$/);
  });

  it('tells what an older version wrote as it stands', () => {
    expect(eventsInWords(words.en)('member.vanished', 'Acme')).to.equal('member.vanished');
  });
});
