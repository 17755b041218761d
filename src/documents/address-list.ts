import { CsvError, parse } from 'csv-parse/sync';

/** One entry of a list of addresses, as somebody wrote it. */
export interface ListedAddress {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly text: string;
}

export type AddressList =
  | { readonly ok: true; readonly addresses: readonly ListedAddress[] }
  | { readonly ok: false; readonly problem: string };

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** What the column with the address is called in the files that people have. */
const headings = [
  'email',
  'e-mail',
  'mail',
  'email address',
  'e-mail address',
  'e-mailadres',
  'adresse e-mail',
];

/** A name before an address, as mail programs write it: `"Doe, Ann" <ann@acme.example>` (RFC 5322 section 3.4). */
const quotedName = /"[^"\n]*"[ \t]*(?=<[^<>\n]*>)/g;
const bracketed = /<([^<>]*)>$/;

/**
 * Addresses, one a line or as CSV parted by comma, semicolon or tab: with a heading its column of addresses, else all that
 * a line has, as mail programs list them, or its first field where none looks like one. Whether they are addresses is
 * another question.
 */
export function readAddressList(text: string): AddressList {
  try {
    const records = parse(text.replace(quotedName, ''), {
      bom: true,
      delimiter: [',', ';', '\t'],
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly CsvRecord[];
    const [first] = records;
    const column = first?.record.findIndex((cell) => headings.includes(cell.toLowerCase())) ?? -1;
    const entries = column === -1 ? records : records.slice(1);
    const addresses = entries
      .filter(({ record }) => record.some((cell) => cell !== ''))
      .flatMap(({ record, info }) => {
        const cells = column === -1 ? addressesIn(record) : [record[column] ?? ''];
        return cells.map((cell) => ({ line: info.lines, text: bracketed.exec(cell)?.[1]?.trim() ?? cell }));
      });
    return { ok: true, addresses };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problem: 'is no list: a quotation mark is not closed' };
  }
}

function addressesIn(record: readonly string[]): readonly string[] {
  const found = record.filter((cell) => cell.includes('@'));
  return found.length > 0 ? found : [record[0] ?? ''];
}
