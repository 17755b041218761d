import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { LifeCycle1795000000002 } from '../../migrations/0002-life-cycle.ts';
import { ChainedLater1795000000012 } from '../../migrations/0012-chained-later.ts';
import type { Database } from '../../src/storage/database/database.ts';
import { migrate, migrationStatus } from '../../src/storage/database/migrate.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { newOrganization, openTestStores, race, sealer, start } from '../storage/support/samples.ts';
import {
  chainAll,
  eventOf,
  insertMany,
  listAll,
  positionsOf,
  recordEvents,
  upTo,
  verify,
} from './support/events.ts';

describe('events of an organization are chained', () => {
  it('D28: one after the other under 50 writers at once', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    await race(50, () => db.audit.record(eventOf(organizationId), start));
    await chainAll(db, organizationId);
    const positions = await positionsOf(db, organizationId);
    expect(positions.toSorted((a, b) => (a ?? 0) - (b ?? 0))).to.deep.equal(upTo(50));
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 50 });
  });

  it('D28: without a gap where some of 50 transactions fail', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    const outcomes = await race(50, (index) =>
      db
        .transaction(async ({ audit }) => {
          await audit.record(eventOf(organizationId), start);
          await audit.record(eventOf(organizationId), start);
          if (index % 5 === 0) throw new Error('changed my mind');
        })
        .then(
          () => 'done',
          () => 'failed',
        ),
    );
    expect(outcomes.filter((outcome) => outcome === 'failed')).to.have.length(10);
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 80 });
  });

  it('and can be verified while they are written', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 5);
    const reports = await race(40, async (index) => {
      if (index % 2 === 0) await insertMany(db, 30, [organizationId]);
      return verify(db, organizationId);
    });
    for (const report of reports) expect(report).to.have.property('ok', true);
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 605 });
  });

  it('D28: with consecutive positions when one statement writes many', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 2);
    await insertMany(db, 1500, [organizationId]);
    await recordEvents(db, 1, organizationId);
    expect(await positionsOf(db, organizationId)).to.deep.equal(upTo(1503));
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 1503 });
  });

  it('D28: each organization by itself when one statement writes those of several', async () => {
    const db = await openTestStores();
    const organizationIds = [randomUUID(), randomUUID(), randomUUID()];
    await race(4, () => insertMany(db, 300, organizationIds));
    for (const id of organizationIds) {
      expect(await verify(db, id)).to.include({ ok: true, count: 400 });
    }
  });

  it('and not those of no organization', async () => {
    const db = await openTestStores();
    const userId = randomUUID();
    const detail = { client: null, stepUp: false };
    await db.audit.record({ type: 'account.signed_in', actor: { kind: 'system' }, userId, detail }, start);
    const [row] = await db.sql('SELECT chain_position, chain_hash FROM audit_events WHERE user_id = $1', [
      userId,
    ]);
    expect(row).to.deep.equal({ chain_position: null, chain_hash: null });
  });

  it('however far their ids and their order are apart', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 1);
    // More than are kept waiting for the one before them, which is read last.
    await db.sql(
      `INSERT INTO audit_events (id, at, type, actor, organization_id, detail)
       SELECT -n, $2, 'member.changed', '{"kind": "system"}', $1, '{}' FROM generate_series(1, 10500) n`,
      [organizationId, start],
    );
    const report = await verify(db, organizationId);
    await db.sql('DELETE FROM audit_events WHERE id >= 0 AND organization_id = $1', [organizationId]);
    const without = await verify(db, organizationId);
    await db.sql('DELETE FROM audit_events WHERE id < 0');
    expect(report).to.include({ ok: true, count: 10_501 });
    expect(without).to.deep.equal({ ok: false, fault: { kind: 'missing', position: 1 } });
  });
});

describe('events from before there were chains', () => {
  let own: OwnDatabase;
  before(async () => {
    own = await freshDatabase();
  });
  after(() => own.dispose());

  it('D28: are kept and listed, and verifying begins behind them', async () => {
    const db = openStores(own.database.dataSource, sealer, () => start);
    await undoTo(own.database, LifeCycle1795000000002.name);
    const [organizationId, quiet] = [randomUUID(), randomUUID()];
    for (const id of [organizationId, quiet]) await insertOld(db, 3, id);
    await migrate(own.database);
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 0 });
    await recordEvents(db, 2, organizationId);
    expect(await positionsOf(db, organizationId)).to.deep.equal([null, null, null, 1, 2]);
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 2 });
    expect(await verify(db, quiet)).to.include({ ok: true, count: 0 });
    expect(await listAll(db, organizationId)).to.have.length(5);
  });

  it('are told from one that was put in later as if it were one of them', async () => {
    const db = openStores(own.database.dataSource, sealer, () => start);
    const organization = await newOrganization(db);
    await recordEvents(db, 1, randomUUID());
    await insertOld(db, 1, organization.id);
    await db.sql('UPDATE audit_events SET form = 1 WHERE organization_id = $1', [organization.id]);
    expect(await verify(db, organization.id)).to.have.nested.property('fault.kind', 'inserted');
  });
});

describe('events that were chained as they were written, all of their text hashed', () => {
  let own: OwnDatabase;
  before(async () => {
    own = await freshDatabase();
  });
  after(() => own.dispose());

  it('D28: verify as ever, and the chain goes on behind them', async () => {
    const db = openStores(own.database.dataSource, sealer, () => start);
    await undoTo(own.database, ChainedLater1795000000012.name);
    const [whole, changed] = [randomUUID(), randomUUID()];
    for (const id of [whole, changed]) await insertOld(db, 3, id);
    await migrate(own.database);
    for (const id of [whole, changed]) await recordEvents(db, 2, id);
    expect(await positionsOf(db, whole)).to.deep.equal([1, 2, 3, 4, 5]);
    expect(await verify(db, whole)).to.include({ ok: true, count: 5, erased: 0 });
    await db.sql(
      "UPDATE audit_events SET source_address = '192.0.2.9' WHERE organization_id = $1 AND chain_position = 2",
      [changed],
    );
    expect(await verify(db, changed)).to.have.deep.property('fault', {
      kind: 'changed',
      position: 2,
      eventId: await idAt(db, changed, 2),
    });
  });

  it('and can be verified by the version before, when the new one is taken back', async () => {
    const db = openStores(own.database.dataSource, sealer, () => start);
    const organizationId = randomUUID();
    await undoTo(own.database, ChainedLater1795000000012.name);
    await insertOld(db, 2, organizationId);
    expect(await positionsOf(db, organizationId)).to.deep.equal([1, 2]);
    await migrate(own.database);
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 2 });
  });
});

/** As an older version wrote them. */
async function insertOld(db: OpenDb, count: number, organizationId: string): Promise<void> {
  await db.sql(
    `INSERT INTO audit_events (at, type, actor, organization_id, source_address, detail)
     SELECT $2::timestamptz + make_interval(secs => n), 'invitation.created', '{"kind": "operator"}', $1, '127.0.0.1',
       jsonb_build_object('email', n || '@old.example') FROM generate_series(1, $3::int) n`,
    [organizationId, start, count],
  );
}

async function idAt(db: OpenDb, organizationId: string, position: number): Promise<string | undefined> {
  const [row] = await db.sql<{ id: string }>(
    'SELECT id::text FROM audit_events WHERE organization_id = $1 AND chain_position = $2',
    [organizationId, position],
  );
  return row?.id;
}

async function undoTo(database: Database, name: string): Promise<void> {
  while ((await migrationStatus(database)).applied.includes(name)) {
    await database.dataSource.undoLastMigration({ transaction: 'each' });
  }
}
