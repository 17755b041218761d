/**
 * The form in which an e-mail is stored and compared: trimmed, NFC, lower case. Nothing else is folded: `+tag` and
 * look-alike letters are other addresses.
 */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** Hides the middle of the local part: `a•••e@acme.example`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const local = [...email.slice(0, at)];
  const last = local.length > 2 ? local.at(-1) : '';
  return `${local[0] ?? ''}•••${last}${email.slice(at)}`;
}
