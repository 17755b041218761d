import type { Browser } from '../../authenticators/browser.ts';
import type { Words } from '../words/language.ts';
import { listInWords } from '../words/time-in-words.ts';
import type { MailModel } from './mails.ts';

/** Of a sign-in: where to, by what, from where and how, as far as anybody knows. */
export function factsInWords(
  words: Words,
  product: string,
  { notice, by }: Pick<MailModel, 'notice' | 'by'>,
): readonly string[] {
  if (notice.kind !== 'new-sign-in') return [];
  const { application, device, proven } = notice;
  const ways = proven.map((each) => words.say(`mail.proven.${each}`));
  const facts = {
    application: application ?? { ours: product },
    device: browserInWords(words, device),
    network: by.network,
    proven: { ours: listInWords(words.language, ways) },
  };
  return Object.entries(facts).flatMap(([name, value]) => {
    const label = { ours: words.say(`mail.facts.${name}`) };
    return value === null ? [] : [words.say('mail.fact', { label, client: value })];
  });
}

function browserInWords(words: Words, { browser, system }: Browser): string | null {
  if (browser === null || system === null) return browser;
  return words.say('mail.browser', { browser, system });
}
