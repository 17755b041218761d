import { domainToUnicode } from 'node:url';

/** The one spelling under which an address is stored and compared, or why it is none. */
export type EmailAddress =
  | { readonly ok: true; readonly email: string }
  | { readonly ok: false; readonly problem: string };

/** Longest address a mail server takes, in characters. @see RFC 5321 section 4.5.3.1.3, erratum 1690 */
const longest = 254;
const longestLocalPart = 64;

const notAnAddress = 'must be an e-mail address such as ann@acme.example';

/**
 * Reads an e-mail address: compatibility characters folded (NFKC), lower case.
 * A domain has to be written in ASCII (punycode for others), and a local part may not mix Latin with other scripts,
 * so that no address looks like another one.
 */
export function readEmailAddress(text: string): EmailAddress {
  const at = text.trim().lastIndexOf('@');
  if (at === -1) return refused(notAnAddress);
  const domain = text.trim().slice(at + 1);
  const localPart = fold(text.trim().slice(0, at));
  if (!isAscii(domain)) return refused('must have a domain in ASCII; write international ones as xn--…');
  if (!isDomain(domain) || !isLocalPart(localPart)) return refused(notAnAddress);
  if (mixesScripts(localPart))
    return refused('mixes Latin letters with another script and may imitate an address');
  const email = `${localPart}@${domain.toLowerCase()}`;
  return email.length > longest ? refused(notAnAddress) : { ok: true, email };
}

/** A host name of at least two labels in ASCII, such as `acme.example`; an international one in punycode. */
export function isDomain(text: string): boolean {
  const labels = text.toLowerCase().split('.');
  if (text.length > 253 || labels.length < 2 || !labels.every(isLabel)) return false;
  // An all-numeric last label would be an address, not a name; broken punycode decodes to nothing.
  return !/^\d+$/.test(labels.at(-1) ?? '') && domainToUnicode(text) !== '';
}

function isLabel(label: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
}

function isLocalPart(text: string): boolean {
  // Quoted local parts are left out on purpose: nobody has one, and they may hold an @.
  const shape = /^[^\s@"(),:;<>[\]\\\p{C}]+$/u;
  const hasOddDot = text.startsWith('.') || text.endsWith('.') || text.includes('..');
  return text.length <= longestLocalPart && shape.test(text) && !hasOddDot;
}

function mixesScripts(text: string): boolean {
  const hasLatin = /\p{Script=Latin}/u.test(text);
  const hasOther = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text);
  return hasLatin && hasOther;
}

function fold(text: string): string {
  // Lower-casing can undo a composition, so it is folded again.
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}

function refused(problem: string): EmailAddress {
  return { ok: false, problem };
}
