import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { drawMail } from '../../../src/web/mails/draw-mail.ts';
import { languages, loadMarkedWords, type Words } from '../../../src/web/words/language.ts';
import { mailCases } from '../support/mail-samples.ts';

const words = loadMarkedWords('views');
const sender = { name: 'ID', standing: [] };

/** Every text of mails in a language by its full key; forms for one and for several are one text. */
function textsIn(language: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const collect = (value: unknown, path: string): void => {
    if (typeof value === 'string') texts.set(path.replace(/_(?:one|other)$/, ''), value);
    else for (const [key, each] of Object.entries(value ?? {})) collect(each, `${path}.${key}`);
  };
  collect(parse(readFileSync(`views/mail/words.${language}.yaml`, 'utf8')), 'mail');
  return texts;
}

function recording(language: keyof typeof words, asked: Set<string>): Words {
  const say: Words['say'] = (key, values) => {
    asked.add(key);
    return words[language].say(key, values);
  };
  return { ...words[language], say };
}

describe('the words of mails', () => {
  it('are all said in some mail', () => {
    const asked = new Set<string>();
    for (const model of mailCases) drawMail(() => '', recording('en', asked), { sender, model });
    expect([...textsIn('en').keys()].filter((key) => !asked.has(key))).to.deep.equal([]);
  });

  it('are translated, each one', () => {
    const english = textsIn('en');
    for (const language of languages.filter((each) => each !== 'en')) {
      const same = [...textsIn(language)].filter(([key, text]) => english.get(key) === text);
      // What is a colon alone is the same everywhere but in French.
      expect(
        same.map(([key]) => key).filter((key) => key !== 'mail.subject' && key !== 'mail.fact'),
        language,
      ).to.deep.equal([]);
    }
  });

  it('leave nothing unsaid in any language', () => {
    for (const language of languages)
      for (const model of mailCases) {
        const written = { ...model, language };
        const said = drawMail((_name, locals) => JSON.stringify(locals), words[language], {
          sender,
          model: written,
        });
        expect(said.html, `${model.notice.kind} ${language}`).not.to.match(/\{\{|undefined|\[object/);
      }
  });
});
