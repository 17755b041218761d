import type { Product } from '../../config/product.ts';
import type { Words } from '../words/language.ts';

/** One way to somebody who stands behind a page or a mail. */
export interface StandingLink {
  readonly kind: 'support' | 'privacy' | 'imprint';
  /** What it leads to, in words. */
  readonly label: string;
  readonly href: string;
  /** The address itself, as a mail in plain text has it. */
  readonly address: string;
}

/** What the operator has configured, in the order of a footer. */
export function standingLinks(words: Words, product: Product): readonly StandingLink[] {
  const { supportUrl, supportEmail, privacyUrl, imprintUrl } = product;
  const page = (kind: StandingLink['kind'], url: string | null): StandingLink[] =>
    url === null ? [] : [{ kind, label: words.say(`frame.${kind}`), href: url, address: url }];
  const mailbox = supportEmail === null ? [] : [mailboxLink(supportEmail)];
  return [
    ...page('support', supportUrl),
    ...mailbox,
    ...page('privacy', privacyUrl),
    ...page('imprint', imprintUrl),
  ];
}

function mailboxLink(email: string): StandingLink {
  return { kind: 'support', label: email, href: `mailto:${encodeURI(email)}`, address: email };
}
