import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { extendChains } from '../../src/audit/extend-chains.ts';
import { detailParts, wholeDetail } from '../../src/audit/personal-part.ts';
import { newUser, openTestStores, race, start } from '../storage/support/samples.ts';
import { chainAll, eventOf, listAll, verify } from './support/events.ts';

const by = { kind: 'user', id: randomUUID(), sourceAddress: '192.0.2.7' } as const;

describe('the personal part of an event', () => {
  const parts: readonly [
    name: string,
    parted: ReturnType<typeof detailParts>,
    open: object,
    personal: object | null,
  ][] = [
    [
      'nothing',
      detailParts('account.signed_in', { client: 'crm', stepUp: true }),
      { client: 'crm', stepUp: true },
      null,
    ],
    [
      'an address',
      detailParts('invitation.created', { email: 'a@b.example', role: 'admin' }),
      { role: 'admin' },
      { email: 'a@b.example' },
    ],
    [
      'a field that nobody has listed',
      detailParts('account.signed_in', { client: null, phone: '1' }),
      { client: null },
      { phone: '1' },
    ],
    [
      'a field of a field',
      detailParts('organization.updated', {
        before: { name: 'A', notificationEmail: 'a@b.example' },
        after: { name: 'B' },
      }),
      { before: { name: 'A' }, after: { name: 'B' } },
      { before: { notificationEmail: 'a@b.example' } },
    ],
    [
      'all of a field that is no object',
      detailParts('organization.updated', { before: 'a@b.example' }),
      {},
      { before: 'a@b.example' },
    ],
    [
      'the words of an administrator',
      detailParts('member.changed', { before: {}, after: {}, reason: 'ill' }),
      { before: {}, after: {} },
      { reason: 'ill' },
    ],
  ];
  for (const [name, parted, open, personal] of parts) {
    it(`is ${name}, and both parts make the whole again`, () => {
      expect(parted).to.deep.equal({ open, personal });
      const whole = wholeDetail(parted.open, parted.personal);
      expect(asStored(whole)).to.deep.equal(asStored({ ...open, ...mergedInto(open, personal) }));
    });
  }

  it('is hashed by a salted digest alone: the chain verifies without it, and says so', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    const detail = { email: 'ann@people.example', role: 'member' };
    const event = eventOf(organizationId, { type: 'invitation.created', actor: by, detail });
    await db.audit.recordAll([event, event], start);
    await chainAll(db, organizationId);
    const salts = await db.sql<{ salt: Buffer; digest: Buffer }>(
      'SELECT salt, personal_digest AS digest FROM audit_events WHERE organization_id = $1',
      [organizationId],
    );
    expect(new Set(salts.map(({ salt }) => salt.toString('hex'))).size).to.equal(2);
    expect(new Set(salts.map(({ digest }) => digest.toString('hex'))).size).to.equal(2);
    await db.sql(
      `UPDATE audit_events SET personal = NULL, salt = NULL, source_address = NULL
       WHERE organization_id = $1 AND chain_position = 1`,
      [organizationId],
    );
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 2, erased: 1 });
    const [kept, erased] = await listAll(db, organizationId);
    expect([kept?.detail, kept?.sourceAddress]).to.deep.equal([detail, '192.0.2.7']);
    expect([erased?.detail, erased?.sourceAddress]).to.deep.equal([{ role: 'member' }, null]);
  });

  const changes: readonly [name: string, assignment: string][] = [
    ['another address', `personal = '{"email": "forged@people.example"}'`],
    ['another source address', "source_address = '192.0.2.9'"],
    ['a part of it', 'personal = NULL'],
    ['its salt', "salt = '\\x00'"],
    ['its salt alone erased', 'salt = NULL'],
    ['another digest', "personal_digest = sha256('')"],
    ['no digest', 'personal_digest = NULL'],
    ['its form, as if it had been blanked', 'form = 0'],
    ['its form, as if it were an old one', 'form = 1'],
    ['that it is a copy', 'is_copy = true'],
  ];
  for (const [name, assignment] of changes) {
    it(`D28: shows ${name} as changed`, async () => {
      const db = await openTestStores();
      const organizationId = randomUUID();
      const detail = { email: 'ann@people.example', role: 'member' };
      const event = eventOf(organizationId, { type: 'invitation.created', actor: by, detail });
      await db.audit.recordAll([event, event, event], start);
      await chainAll(db, organizationId);
      await db.sql(
        `UPDATE audit_events SET ${assignment} WHERE organization_id = $1 AND chain_position = 2`,
        [organizationId],
      );
      const report = await verify(db, organizationId);
      expect(report).to.have.nested.property('fault.kind', 'changed');
      expect(report).to.have.nested.property('fault.position', 2);
    });
  }

  it('may have been blanked where an event further on names position and hash, and only there', async () => {
    const db = await openTestStores();
    const [named, otherwise] = [randomUUID(), randomUUID()];
    for (const id of [named, otherwise]) {
      await db.audit.recordAll([eventOf(id), eventOf(id)], start);
      await chainAll(db, id);
      const [first] = await db.sql<{ hash: string }>(
        `UPDATE audit_events SET form = 0, detail = '{}', source_address = NULL
         WHERE organization_id = $1 AND chain_position = 1 RETURNING encode(chain_hash, 'hex') AS hash`,
        [id],
      );
      const hash = id === named ? (first?.hash ?? '') : 'ff';
      const detail = { erased: 1, blanked: [{ position: 1, hash }] };
      await db.audit.record(eventOf(id, { type: 'account.erased', detail }), start);
    }
    expect(await verify(db, named)).to.include({ ok: true, count: 3, erased: 1 });
    expect(await verify(db, otherwise)).to.have.nested.property('fault.position', 1);
  });
});

describe('an event of several organizations', () => {
  it('stands in the log of each, and once for the person', async () => {
    const db = await openTestStores();
    const organizations = [randomUUID(), randomUUID(), randomUUID()];
    const user = await newUser(db);
    const event = {
      type: 'account.signed_in',
      actor: { ...by, id: user.id },
      userId: user.id,
      organizations,
      detail: { client: 'crm', stepUp: false },
    } as const;
    await db.audit.record(event, start);
    await db.audit.recordAll([event, { ...event, organizations: [] }], start);
    for (const id of organizations) {
      expect((await listAll(db, id)).map(({ target }) => target?.id)).to.deep.equal([user.id, user.id]);
      expect(await verify(db, id)).to.include({ ok: true, count: 2 });
    }
    const rows = await db.sql<{ organization_id: string | null }>(
      'SELECT organization_id FROM audit_events WHERE user_id = $1 AND NOT is_copy ORDER BY id',
      [user.id],
    );
    expect(rows.map((row) => row.organization_id)).to.deep.equal([organizations[0], organizations[0], null]);
  });
});

describe('events wait for the job that chains them', () => {
  it('and verifying says how many do', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    await db.audit.recordAll([eventOf(organizationId), eventOf(organizationId)], start);
    expect(await db.chains.waiting(organizationId)).to.equal(2);
    expect(await verify(db, organizationId)).to.include({ ok: true, count: 2, waiting: 0 });
  });

  it('which several servers may do at once, each event being chained once', async () => {
    const db = await openTestStores();
    const organizations = Array.from({ length: 5 }, () => randomUUID());
    await race(40, async (index) => {
      if (index % 4 === 0) return void (await extendChains(db.chains));
      const events = organizations.map((id) => eventOf(id));
      await db.transaction(({ audit }) => audit.recordAll(events, start));
    });
    for (const id of organizations) expect(await verify(db, id)).to.include({ ok: true, count: 30 });
  });
});

/** What `personal` adds to `open`, one level deep. */
function mergedInto(open: object, personal: object | null): object {
  const merged: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(personal ?? {})) {
    const rest = Object.entries(open).find(([other]) => other === name)?.[1];
    merged[name] = typeof value === 'object' && typeof rest === 'object' ? { ...rest, ...value } : value;
  }
  return merged;
}

function asStored(detail: object): unknown {
  return JSON.parse(JSON.stringify(detail));
}
