import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { AuditEvent } from '../../src/audit/event.ts';
import { shippedPlans } from '../../src/config/plans.ts';
import { dueHandlers } from '../../src/jobs/due-handlers.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { createProviderRecords } from '../../src/storage/provider-records.ts';
import type { OpenDb } from '../../src/stores.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { later, newUser, openTestStores, race, sampleSession, sealer, start } from './support/samples.ts';

const day = 24 * 3600;

describe('an audit event', () => {
  it('is stored with who, whom, where and what', async () => {
    const db = await openTestStores();
    const [actorId, { id: userId }, organizationId] = [randomUUID(), await newUser(db), randomUUID()];
    const actor = { kind: 'user', id: actorId, sourceAddress: '192.0.2.7' } as const;
    const detail = { before: { role: 'member' }, after: { role: 'admin' } } as const;
    await db.audit.record({ type: 'member.changed', actor, userId, organizationId, detail }, start);
    const [row] = await db.sql(
      'SELECT id, at, type, actor, organization_id, user_id, source_address, detail FROM audit_events WHERE user_id = $1',
      [userId],
    );
    const { id: _, ...stored } = row ?? {};
    expect(stored).to.deep.equal({
      at: start,
      type: 'member.changed',
      actor: { kind: 'user', id: actorId },
      organization_id: organizationId,
      user_id: userId,
      source_address: '192.0.2.7',
      detail,
    });
  });

  const actors: readonly [actor: AuditEvent['actor'], address: string | null][] = [
    [{ kind: 'anonymous', sourceAddress: '2001:db8::1' }, '2001:db8::1'],
    [{ kind: 'operator' }, null],
    [{ kind: 'system' }, null],
  ];
  for (const [actor, address] of actors) {
    it(`of the actor ${actor.kind} needs nothing else`, async () => {
      const db = await openTestStores();
      const { id: userId } = await newUser(db);
      await db.audit.record({ type: 'account.password_changed', actor, userId }, start);
      const [row] = await db.sql(
        'SELECT actor, source_address, detail FROM audit_events WHERE user_id = $1',
        [userId],
      );
      expect(row).to.deep.equal({ actor: { kind: actor.kind }, source_address: address, detail: {} });
    });
  }

  it('keeps nothing personal of what somebody does whose account is gone by then', async () => {
    const db = await openTestStores();
    const userId = randomUUID();
    const actor = { kind: 'user', id: userId, sourceAddress: '192.0.2.7' } as const;
    const detail = { newEmail: 'new@gone.example', needsConsent: true };
    const event = { type: 'account.email_change_requested', actor, userId, detail } as const;
    await db.audit.record(event, start);
    await db.audit.recordAll([event, { ...event, actor: { kind: 'operator' } }], start);
    const rows = await db.sql(
      'SELECT source_address, personal, salt IS NULL AS unsalted, detail FROM audit_events WHERE user_id = $1 ORDER BY id',
      [userId],
    );
    const nothing = { source_address: null, personal: null, unsalted: true, detail: { needsConsent: true } };
    const byOperator = { ...nothing, personal: { newEmail: 'new@gone.example' }, unsalted: false };
    expect(rows).to.deep.equal([nothing, nothing, byOperator]);
  });
});

describe('the sweep', () => {
  let own: OwnDatabase;
  let db: OpenDb;
  before(async () => {
    own = await freshDatabase();
    db = openStores(own.database.dataSource, sealer, () => start);
  });
  after(() => own.dispose());

  const records = () => createProviderRecords(db.sql, sealer, () => start);
  const swept = async (now: Date) => {
    const onFailure = (_work: unknown, error: unknown) => {
      throw error;
    };
    return (
      await sweep({ db, handlers: dueHandlers(shippedPlans), onFailure, pace: (batch) => batch() }, now)
    ).removed;
  };

  it('removes each kind at its instant and not before', async () => {
    const user = await newUser(db);
    const [kept, gone, session] = [randomUUID(), randomUUID(), randomUUID()];
    await records().save({ model: 'Grant', id: kept, payload: { jti: kept }, ttlSeconds: 61 });
    await records().save({ model: 'Grant', id: gone, payload: { jti: gone }, ttlSeconds: 60 });
    const opened = { uid: session, userId: user.id, record: sampleSession, expiresAt: later(60) };
    await db.sessions.open(opened, { deviceId: null });
    expect(await swept(later(59.999))).to.include({
      provider_records: 0,
      session_records: 0,
      throttles: 0,
    });
    expect(await swept(later(60))).to.include({
      provider_records: 1,
      session_records: 1,
      throttles: 0,
    });
    expect(await records().find('Grant', kept)).to.have.property('jti', kept);
    expect(await records().find('Grant', gone)).to.equal(undefined);
    expect((await db.people.byId(user.id, session))?.session).to.equal(null);
  });

  it('forgets a throttle two days after the last failure', async () => {
    await db.limits.charge(randomBytes(32), start);
    expect((await swept(later(2 * day - 1))).throttles).to.equal(0);
    expect((await swept(later(2 * day))).throttles).to.equal(1);
  });

  it('by several servers at once removes each row once, more of them than fit into one batch', async () => {
    await db.sql(
      `INSERT INTO provider_records (model, id_hash, payload, expires_at)
       SELECT 'Session', sha256(n::text::bytea), '', $1 FROM generate_series(1, 2500) n`,
      [start],
    );
    const results = await race(3, () => swept(later(0)));
    const removed = results.reduce((sum, result) => sum + result.provider_records, 0);
    expect(removed).to.equal(2500);
  });
});
