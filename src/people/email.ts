/**
 * The form in which an e-mail is stored and compared: trimmed, NFC, lower case. Nothing else is folded: `+tag` and
 * look-alike letters are other addresses.
 */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** The domain of a stored address, which has one spelling. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}
