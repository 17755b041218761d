import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ChainFault } from '../../src/audit/chain-report.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { openTestStores } from '../storage/support/samples.ts';
import { insertMany, recordEvents, verify } from './support/events.ts';
import { exchange, forge, type Tampering, tamper } from './support/tampering.ts';

type Kind = ChainFault['kind'];

const contents = ['at', 'type', 'actor', 'user_id', 'source_address', 'detail'];

/** The hash that an event gets which is appended rightly, but past the end. */
const rightHash = `sha256((SELECT chain_hash FROM audit_events WHERE id = $1) || 'forged'::bytea)`;

/** What is done to a chain of six events, and what is said of it. */
const tamperings: readonly [
  name: string,
  (on: Tampering) => Promise<unknown>,
  kind: Kind,
  position: number,
][] = [
  ['a changed detail', ({ set }) => set(3, `detail = '{"after": "forged"}'`), 'changed', 3],
  ['a changed time', ({ set }) => set(3, "at = at + interval '1 millisecond'"), 'changed', 3],
  ['a changed type', ({ set }) => set(1, "type = 'member.left'"), 'changed', 1],
  ['a changed actor', ({ set }) => set(3, `actor = '{"kind": "system"}'`), 'changed', 3],
  ['a changed target', ({ set }) => set(3, 'user_id = gen_random_uuid()'), 'changed', 3],
  ['a changed source address', ({ set }) => set(6, "source_address = '192.0.2.9'"), 'changed', 6],
  ['a changed id', ({ set, ids }) => set(3, `id = -${ids[0]}`), 'changed', 3],
  ['a changed hash', ({ set }) => set(3, "chain_hash = sha256('')"), 'changed', 3],
  ['a removed hash', ({ set }) => set(3, 'chain_hash = NULL'), 'changed', 3],
  ['a removed event in the middle', ({ remove }) => remove(3), 'missing', 3],
  ['the removed first event', ({ remove }) => remove(1), 'missing', 1],
  ['two removed events', ({ remove }) => remove(2, 5), 'missing', 2],
  ['a removed event whose gap was closed', closeGap, 'changed', 3],
  ['the removed last event', ({ remove }) => remove(6), 'cut_off', 6],
  ['the last three events removed', ({ remove }) => remove(4, 5, 6), 'cut_off', 4],
  ['all events removed', ({ remove }) => remove(1, 2, 3, 4, 5, 6), 'cut_off', 1],
  ['the last event removed, the end moved back', moveEndBack, 'end_changed', 5],
  ['two events with exchanged positions', (on) => exchange(on, [2, 4], ['chain_position']), 'reordered', 2],
  [
    'positions and hashes exchanged',
    (on) => exchange(on, [2, 4], ['chain_position', 'chain_hash']),
    'reordered',
    2,
  ],
  ['two events with exchanged contents', (on) => exchange(on, [2, 4], contents), 'changed', 2],
  ['two events with exchanged ids', exchangeIds, 'changed', 2],
  [
    'an event given to another organization',
    ({ set }) => set(3, 'organization_id = gen_random_uuid()'),
    'missing',
    3,
  ],
  ['an event given to none', ({ set }) => set(3, 'organization_id = NULL'), 'missing', 3],
  ['a forged event at a position that is taken', (on) => forge(on, { chain_position: '3' }), 'inserted', 3],
  [
    'a forged event before the one at its position',
    (on) => forge(on, { chain_position: '3', id: `-${on.ids[1]}` }),
    'inserted',
    3,
  ],
  ['a forged event at position 0', (on) => forge(on, { chain_position: '0' }), 'inserted', 0],
  [
    'a forged event behind the end',
    (on) => forge(on, { chain_position: '7', chain_hash: rightHash }),
    'inserted',
    7,
  ],
  ['a forged event that moved the others on', moveOthersOn, 'reordered', 3],
  [
    'the removed end',
    ({ sql, organizationId: id }) => sql('DELETE FROM audit_chains WHERE organization_id = $1', [id]),
    'end_changed',
    1,
  ],
  ['a changed end', (on) => setEnd(on, "hash = sha256('')"), 'end_changed', 6],
  ['an end moved on', (on) => setEnd(on, 'position = 7'), 'cut_off', 7],
];

async function closeGap({ remove, sql, organizationId }: Tampering): Promise<void> {
  await remove(3);
  await sql(
    'UPDATE audit_events SET chain_position = chain_position - 1 WHERE organization_id = $1 AND chain_position > 3',
    [organizationId],
  );
}

async function moveOthersOn(on: Tampering): Promise<void> {
  await on.sql(
    'UPDATE audit_events SET chain_position = chain_position + 1 WHERE organization_id = $1 AND chain_position > 2',
    [on.organizationId],
  );
  await forge(on, { chain_position: '3', chain_hash: "sha256('forged')" });
  await setEnd(on, 'position = 7');
}

async function moveEndBack(on: Tampering): Promise<void> {
  await on.remove(6);
  await setEnd(on, 'position = 5');
}

async function exchangeIds({ sql, ids: [, second, , fourth] }: Tampering): Promise<void> {
  await sql('UPDATE audit_events SET id = -id WHERE id IN ($1, $2)', [second, fourth]);
  await sql('UPDATE audit_events SET id = $2 WHERE id = -$1::bigint', [second, fourth]);
  await sql('UPDATE audit_events SET id = $1 WHERE id = -$2::bigint', [second, fourth]);
}

function setEnd({ sql, organizationId }: Tampering, assignment: string): Promise<unknown> {
  return sql(`UPDATE audit_chains SET ${assignment} WHERE organization_id = $1`, [organizationId]);
}

describe('the chain of an organization', () => {
  it('D28: is in order as it was written, and its head is that of the newest event', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 6);
    const [newest] = await db.sql<{ hash: string }>(
      `SELECT encode(chain_hash, 'hex') AS hash FROM audit_events WHERE organization_id = $1
       ORDER BY chain_position DESC LIMIT 1`,
      [organizationId],
    );
    expect(newest?.hash).to.match(/^[0-9a-f]{64}$/);
    expect(await verify(db, organizationId)).to.deep.equal({
      ok: true,
      count: 6,
      head: newest?.hash,
      datedBack: null,
      waiting: 0,
      erased: 0,
    });
  });

  it('is empty for an organization without events', async () => {
    const db = await openTestStores();
    const report = await verify(db, randomUUID());
    expect(report).to.deep.equal({ ok: true, count: 0, head: '', datedBack: null, waiting: 0, erased: 0 });
  });

  for (const [name, work, kind, position] of tamperings) {
    it(`D28: shows ${name} as ${kind}`, async () => {
      const db = await openTestStores();
      const organizationId = await recordEvents(db, 6);
      await tamper(organizationId, work);
      const report = await verify(db, organizationId);
      const fault = report.ok ? null : report.fault;
      expect({ kind: fault?.kind, position: fault?.position }).to.deep.equal({ kind, position });
    });
  }

  it('D28: names the event that is wrong', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 6);
    const ids = await tamper(organizationId, ({ set }) => set(4, "detail = '{}'"));
    const fault = { kind: 'changed', position: 4, eventId: ids[3] };
    expect(await verify(db, organizationId)).to.deep.equal({ ok: false, fault });
  });

  it('D28: shows a forged event that says that it is from before there were chains', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 6);
    let eventId = '';
    await tamper(organizationId, async (on) => {
      eventId = await forge(on, { form: '1' });
    });
    const fault = { kind: 'inserted', position: null, eventId };
    expect(await verify(db, organizationId)).to.deep.equal({ ok: false, fault });
  });

  it('D28: puts a forged event last where it waits for its place, and tells that it was dated back', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 6);
    const [first] = await db.sql<{ id: string }>(
      'SELECT min(id)::text AS id FROM audit_events WHERE organization_id = $1',
      [organizationId],
    );
    const eventId = await forge(
      { sql: db.sql, ids: [first?.id ?? ''] },
      { at: "at - interval '30 days'", id: `-${first?.id}` },
    );
    const report = await verify(db, organizationId);
    expect(report).to.include({ ok: true, count: 7 });
    expect(report).to.have.deep.property('datedBack', { position: 7, eventId });
  });

  it('finds a fault in any batch, also on its border', async () => {
    const db = await openTestStores();
    for (const position of [1, 999, 1000, 1001, 2000, 2001, 2500]) {
      const organizationId = randomUUID();
      await insertMany(db, 2500, [organizationId]);
      await tamper(organizationId, ({ set }) => set(position, `type = 'member.left'`));
      const report = await verify(db, organizationId);
      expect(report).to.deep.include({ ok: false }).and.to.have.nested.property('fault.position', position);
    }
  });

  it('tells after each batch how far it is', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    await insertMany(db, 2500, [organizationId]);
    const told: [number, number][] = [];
    const onProgress = (done: number, total: number) => told.push([done, total]);
    await verifyChain(db.chains, organizationId, { onProgress });
    expect(told).to.deep.equal([
      [1000, 2500],
      [2000, 2500],
      [2500, 2500],
    ]);
  });
});
