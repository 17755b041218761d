import { plainText, withBdi } from '../words/isolates.ts';
import type { Words } from '../words/language.ts';
import { darkColours, lightColours } from './colours.ts';
import { type MailModel, mailInWords, type RenderedMail } from './mails.ts';

/** How templates are drawn: by their name, with what they print. */
export type DrawTemplate = (name: string, locals: object) => string;

/** Who stands behind a mail, as `pages/standing.ts` has it. */
export interface MailSender {
  readonly name: string;
  readonly standing: readonly { readonly label: string; readonly href: string; readonly address: string }[];
}

/** A text that names addresses of ours, in pieces; each address is one of its own. */
export interface LinkedText {
  readonly text: string;
  readonly href: string | null;
}

/** One template for all mails, once as text and once as HTML; both say the same. */
export function drawMail(
  draw: DrawTemplate,
  words: Words,
  { sender, model }: { readonly sender: MailSender; readonly model: MailModel },
): RenderedMail {
  const written = mailInWords(words, sender.name, model);
  const view = {
    ...written,
    product: sender.name,
    linked: (text: string) => linked(text, written.addresses),
    buttonAddress: words.say('mail.button-address'),
    standing: sender.standing,
    light: lightColours,
    dark: darkColours,
  };
  const locals = { model, say: words.say, view, part: null };
  return {
    subject: plainText(written.subject),
    text: tidy(plainText(draw('mail/text', locals))),
    html: withBdi(draw('mail/html', locals)),
  };
}

function linked(text: string, addresses: readonly string[]): readonly LinkedText[] {
  const address = addresses.find((each) => text.includes(each));
  if (address === undefined) return [{ text, href: null }];
  return text
    .split(address)
    .flatMap((piece, index) => [
      ...(index > 0 ? [{ text: address, href: address }] : []),
      ...(piece === '' ? [] : [{ text: piece, href: null }]),
    ]);
}

/** What is absent leaves no gap. The space behind the dashes above a signature stays (RFC 3676 section 4.3). */
function tidy(text: string): string {
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trim()}\n`;
}
