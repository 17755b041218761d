import { type DocumentProblem, pathText } from '../documents/problems.ts';
import { clientSchema } from './client-document.ts';

/**
 * Members of clients that nothing here acts on: what another provider answered at registration (RFC 7591 section 3.2.1)
 * applies as it is. One that is nearly one of ours is a slip, and would leave out what it was to demand; it stays, so that
 * it is refused.
 */
export interface WithoutUnknown {
  readonly document: unknown;
  /** What was left out. */
  readonly notices: readonly DocumentProblem[];
}

const known: readonly string[] = Object.keys(clientSchema.shape);

/** Takes them out of a document. */
export function withoutUnknownMetadata(document: unknown): WithoutUnknown {
  if (!isGroup(document) || !Array.isArray(document.clients)) return { document, notices: [] };
  const notices: DocumentProblem[] = [];
  const clients = document.clients.map((client: unknown, index) => {
    if (!isGroup(client)) return client;
    const unknown = Object.keys(client).filter((name) => !known.includes(name) && !known.some(isNear(name)));
    const problem = 'is not known here and was left out';
    notices.push(...unknown.map((name) => ({ path: pathText(['clients', index, name]), problem })));
    return Object.fromEntries(Object.entries(client).filter(([name]) => !unknown.includes(name)));
  });
  return { document: { ...document, clients }, notices };
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Two letters that were missed, added or taken for others, or another way to write words together. */
function isNear(name: string): (other: string) => boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_-]/g, '');
  return (other) => distance(plain(name), plain(other)) <= 2;
}

/** Levenshtein's. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, otherLetter] of [...other].entries()) {
      const changed = (row[at] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
