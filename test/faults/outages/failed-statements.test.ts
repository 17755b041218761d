import { expect } from 'chai';
import { StatementFailed } from '../../../src/storage/database/failures.ts';
import { sharedServer } from '../../harness/server.ts';

/** Statements that fail while they are read, while their values are, and while they run. */
const failing: readonly [sqlState: string, text: string, parameters: readonly unknown[]][] = [
  ['42P01', 'SELECT * FROM nowhere', []],
  ['22P02', 'SELECT $1::uuid', ['no uuid']],
  ['22021', 'SELECT $1::text', ['a\0b']],
  ['22012', 'SELECT 1 / $1::int', [0]],
  ['23505', "INSERT INTO environments (name, mfa, pilot) VALUES ($1, 'on', '{}')", ['production']],
];

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof StatementFailed ? error.sqlState : String(error)),
  );
}

describe('a statement that fails', () => {
  for (const [sqlState, text, parameters] of failing) {
    it(`with ${sqlState} fails alone: the next ones get their own answers`, async () => {
      const { db } = (await sharedServer()).countersign;
      for (let round = 0; round < 3; round += 1) {
        expect(await failureOf(db.sql(text, parameters))).to.equal(sqlState);
        expect(await db.sql('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
        const environment = await db.transaction((stores) => stores.environments.find('production'));
        expect(environment?.name).to.equal('production');
      }
    });

    it(`with ${sqlState} takes none along that were sent at the same time`, async () => {
      const { db } = (await sharedServer()).countersign;
      const sent = Array.from({ length: 30 }, (_, n) =>
        n % 3 === 0 ? failureOf(db.sql(text, parameters)) : db.sql('SELECT $1::int AS n', [n]),
      );
      const expected = sent.map((_, n) => (n % 3 === 0 ? sqlState : [{ n }]));
      expect(await Promise.all(sent)).to.deep.equal(expected);
    });
  }
});
