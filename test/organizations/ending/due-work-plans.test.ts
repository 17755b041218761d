import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { createDueWorkStore } from '../../../src/storage/organizations/due-work.ts';
import { createEndedSessionStore } from '../../../src/storage/people/ended-sessions.ts';
import { later, newOrganization, sealer } from '../../storage/support/samples.ts';
import {
  indexesOf,
  openPlannedDatabase,
  type PlanNode,
  type PlannedDatabase,
  readersOf,
} from '../support/plans.ts';

const due = later(86_400);

describe('due work of many organizations', () => {
  const id = randomUUID();
  let db: PlannedDatabase;
  before(async () => {
    db = await openPlannedDatabase();
    await newOrganization(db, { id });
    await db.sql(
      `INSERT INTO due_work (id, kind, organization_id, due_at)
       SELECT gen_random_uuid(), 'revoke_sessions', $1, $2::timestamptz + make_interval(secs => n)
       FROM generate_series(1, 5000) n`,
      [id, due],
    );
    await db.sql(
      `INSERT INTO provider_records (model, id_hash, payload, account_id, uid_hash, expires_at)
       SELECT 'Session', sha256(n::text::bytea || $1::text::bytea), '', gen_random_uuid(), sha256(n::text::bytea), $2
       FROM generate_series(1, 5000) n`,
      [id, due],
    );
    for (const table of ['due_work', 'provider_records']) await db.sql(`VACUUM (ANALYZE) ${table}`);
  });
  after(() => db.dispose());

  const readOf = (plans: readonly PlanNode[], table: string) =>
    plans.flatMap(readersOf).filter((node) => node['Relation Name'] === table);

  it('T8: the oldest is taken from an index in the order of their instants', async () => {
    const [plan, ...others] = await db.plansOf((sql) => createDueWorkStore(sql).takeNext(later(0)));
    expect(others).to.deep.equal([]);
    // Its organization is locked with it, and found by its key.
    expect(plan === undefined ? [] : indexesOf(plan)).to.have.members(['due_work_due', 'organizations_pk']);
    expect(plan?.['Node Type']).to.equal('Limit');
    expect(JSON.stringify(plan)).not.to.contain('"Sort"');
  });

  it('T8: of one organization it is asked for, and done, by an index', async () => {
    const other = randomUUID();
    const plans = await db.plansOf(async (sql) => {
      const dueWork = createDueWorkStore(sql);
      await dueWork.isDue('revoke_sessions', other, later(0));
      await dueWork.allDone('revoke_sessions', other, later(0));
      await dueWork.withdraw('revoke_sessions', other, null);
      await dueWork.done(randomUUID());
      await dueWork.advance(randomUUID(), randomUUID());
    });
    const readers = readOf(plans, 'due_work').filter((node) => node['Node Type'] !== 'ModifyTable');
    expect(readers).to.have.length(5);
    for (const reader of readers) expect(reader['Node Type']).not.to.equal('Seq Scan');
  });

  it('T8: sessions that have ended are looked for by the index of their owner', async () => {
    const plans = await db.plansOf((sql) =>
      createEndedSessionStore(sql, sealer).remove([randomUUID(), randomUUID()], 100),
    );
    const readers = readOf(plans, 'provider_records');
    expect(readers).to.have.length(1);
    expect(readers[0]?.['Node Type']).not.to.equal('Seq Scan');
  });
});
