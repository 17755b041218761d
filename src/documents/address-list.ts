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

/**
 * Addresses, one a line or as CSV parted by comma, semicolon or tab: with a heading its column of addresses, else the
 * first. Whether they are addresses is another question.
 */
export function readAddressList(text: string): AddressList {
  try {
    const records = parse(text, {
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
      .map(({ record, info }) => ({ line: info.lines, text: record[Math.max(column, 0)] ?? '' }))
      .filter(
        ({ text: cell }, index) =>
          cell !== '' || (entries[index]?.record.some((each) => each !== '') ?? false),
      );
    return { ok: true, addresses };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problem: 'is no list: a quotation mark is not closed' };
  }
}
