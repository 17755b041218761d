import { expect } from 'chai';
import { onPostgres } from '../harness/needs.ts';
import { askAgain, askWhile, type Matrix, openMatrix, type Wrong } from './support/matrix.ts';
import type { Probe } from './support/probes.ts';
import { addedColumn, type Change, renamed, renamedColumn, type Table } from './support/tables.ts';

/** How many requests of those that read a table are sent for each of its columns; others for the next column. */
const askedForColumn = 3;

describe('every table in turn', function () {
  // A machine with other things to do takes several times as long as one that has none.
  this.timeout(400_000);
  let matrix: Matrix;
  /** What was refused while the table had another name. */
  const readers = new Map<Table, readonly Probe[]>();

  before(async () => {
    matrix = await openMatrix();
  });

  after(() => matrix?.stop());

  const changing =
    ({ make, undo }: Change): Wrong =>
    async (work) => {
      await matrix.sql(make);
      try {
        return await work(matrix.sql);
      } finally {
        await matrix.sql(undo);
      }
    };

  it('renamed: what needs it gets 503 and nothing else, changes nothing, and is answered afterwards', async () => {
    const problems: string[] = [];
    for (const table of matrix.tables) {
      const change = renamed(table);
      const asked = await askWhile(matrix, changing(change), change);
      readers.set(table, asked.refused);
      problems.push(...asked.problems, ...(await askAgain(matrix, asked.refused, change.what)));
    }
    expect(problems.join('\n')).to.equal('');
    const [ready] = matrix.probes;
    expect([...readers].filter(([, refused]) => refused[0] !== ready)).to.deep.equal([]);
    const everRefused = new Set([...readers.values()].flat());
    expect(matrix.probes.filter((probe) => !everRefused.has(probe))).to.deep.equal([]);
  });

  it('with one of its columns renamed: what needs it gets 503 and nothing else, and changes nothing', async () => {
    const problems: string[] = [];
    for (const [table, [ready, ...others]] of readers) {
      const isOurs = table.name.startsWith('public.') && table.name !== 'public.migrations';
      // Of tables of others it is known that they are there; whether they are whole, only who reads them notices.
      const columns = isOurs || others.length > 0 ? table.columns : [];
      for (const [place, column] of columns.entries()) {
        const change = renamedColumn(table, column);
        const probes = [ready, ...inTurn(others, place)].filter((probe) => probe !== undefined);
        const asked = await askWhile(matrix, changing(change), { ...change, probes });
        problems.push(...asked.problems);
        if (isOurs && asked.refused[0] !== ready)
          problems.push(`${change.what}: the server says that it is ready`);
      }
    }
    expect(problems.join('\n')).to.equal('');
  });

  it('with a column more, as a newer server adds it: nobody notices', async () => {
    const added = matrix.tables.map(addedColumn);
    const all: Change = {
      what: 'columns more',
      make: added.map(({ make }) => make).join(';'),
      undo: added.map(({ undo }) => undo).join(';'),
    };
    const { refused } = await askWhile(matrix, changing(inOneBlock(all)), all);
    expect(refused.map(({ what }) => what)).to.deep.equal([]);
  });

  onPostgres(() => {
    it('locked: what needs it gets 503 and nothing else, changes nothing, and is answered afterwards', async () => {
      const problems: string[] = [];
      const everRefused = new Set<Probe>();
      for (const table of matrix.tables) {
        const asked = await askWhile(matrix, matrix.locking(table), { what: table.name });
        for (const probe of asked.refused) everRefused.add(probe);
        problems.push(...asked.problems, ...(await askAgain(matrix, asked.refused, table.name)));
      }
      expect(problems.join('\n')).to.equal('');
      // Whether all tables are there can be seen without reading any.
      const [, ...readings] = matrix.probes;
      expect(readings.filter((probe) => !everRefused.has(probe))).to.deep.equal([]);
    });
  });
});

/** A statement with a name is one statement. */
function inOneBlock({ what, make, undo }: Change): Change {
  const block = (statements: string) => `DO $$ BEGIN ${statements}; END $$`;
  return { what, make: block(make), undo: block(undo) };
}

/** Some of them, others for each place. */
function inTurn(probes: readonly Probe[], place: number): readonly Probe[] {
  const first = place * askedForColumn;
  const indices = Array.from({ length: Math.min(askedForColumn, probes.length) }, (_, n) => first + n);
  return indices.flatMap((index) => probes[index % probes.length] ?? []);
}
