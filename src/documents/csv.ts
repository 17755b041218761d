/** A record of RFC 4180 with its CRLF; fields are quoted where they must be, also for readers that part them by `;` or tab. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => quoted(withoutFormula(field))).join(',')}\r\n`;
}

function quoted(field: string): string {
  return /[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/**
 * Names, reasons and addresses are written by people who are not trusted by the one who opens the file. Spreadsheets
 * run a field that begins with one of these (or its full-width form) as a formula, which can send the sheet elsewhere;
 * behind an apostrophe it is text. Quoting alone does not help.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function withoutFormula(field: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(field) ? `'${field}` : field;
}
