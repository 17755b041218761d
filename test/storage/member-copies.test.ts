import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { LargeOrganizations1795000000003 } from '../../migrations/0003-large-organizations.ts';
import type { NewTotpFactor } from '../../src/authenticators/store.ts';
import type { Organization } from '../../src/organizations/core/organization.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb, Stores } from '../../src/stores.ts';
import { freshDatabase } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import {
  later,
  newMember,
  newOrganization,
  newTotp,
  newUser,
  openTestStores,
  race,
  sampleMember,
  sealer,
  start,
} from './support/samples.ts';

interface Copy {
  readonly totp: Date | null;
  readonly webauthn: Date | null;
  readonly text: string;
}

async function copiesOf({ sql }: Pick<OpenDb, 'sql'>, userId: string): Promise<Copy[]> {
  return sql(
    `SELECT totp_since AS totp, webauthn_since AS webauthn, search_text AS text FROM members WHERE user_id = $1
     ORDER BY organization_id`,
    [userId],
  );
}

/** Members whose copy is not what their person is. */
async function wrongCopies({ sql }: Pick<OpenDb, 'sql'>): Promise<unknown[]> {
  return sql(
    `SELECT m.user_id, m.search_text, m.totp_since FROM members m JOIN users u ON u.id = m.user_id
     WHERE m.search_text <> u.email || E'\\n' || lower(coalesce(u.name, ''))
       OR m.totp_since IS DISTINCT FROM (SELECT min(confirmed_at) FROM authenticators a
         WHERE a.user_id = u.id AND a.kind = 'totp')
       OR m.webauthn_since IS DISTINCT FROM (SELECT min(confirmed_at) FROM authenticators a
         WHERE a.user_id = u.id AND a.kind = 'webauthn')`,
  );
}

async function addKey(db: OpenDb, userId: string, confirmedAt: Date): Promise<void> {
  const id = randomUUID();
  await db.authenticators.addKey({
    ...{ id, userId, nickname: 'key', confirmedAt, credentialId: Buffer.from(id).toString('base64url') },
    ...{ publicKey: Buffer.from('a key'), signCount: 0, transports: [], hardwareBound: true },
  });
}

function totpOf(userId: string): NewTotpFactor {
  const fixed = {
    nickname: 'app',
    secret: 'JBSWY3DPEHPK3PXP',
    period: 30,
    digits: 6,
    algorithm: 'SHA1',
  } as const;
  return { ...fixed, id: randomUUID(), userId, lastStep: -1, confirmedAt: start };
}

describe('what members have copied of their person', () => {
  let db: OpenDb;
  let acme: Organization;
  let globex: Organization;
  beforeEach(async () => {
    db = await openTestStores();
    [acme, globex] = [await newOrganization(db), await newOrganization(db)];
  });

  it('M2: follows their factors, the first of each kind, in every organization', async () => {
    const user = await newUser(db, { name: 'Zoë' });
    await newMember(db, acme, user);
    const first = await newTotp(db, user.id);
    await newMember(db, globex, user);
    await addKey(db, user.id, later(20));
    await addKey(db, user.id, later(10));
    const text = `${user.email}\nzoë`;
    const both = { totp: start, webauthn: later(10), text };
    expect(await copiesOf(db, user.id)).to.deep.equal([both, both]);
    await db.authenticators.remove(user.id, first);
    const key = { totp: null, webauthn: later(10), text };
    expect(await copiesOf(db, user.id)).to.deep.equal([key, key]);
    await db.sql('UPDATE authenticators SET confirmed_at = $2 WHERE user_id = $1', [user.id, later(5)]);
    expect((await copiesOf(db, user.id)).map(({ webauthn }) => webauthn)).to.deep.equal([later(5), later(5)]);
    await db.authenticators.removeAll(user.id);
    expect(await copiesOf(db, user.id)).to.deep.equal([
      { totp: null, webauthn: null, text },
      { totp: null, webauthn: null, text },
    ]);
  });

  it('M2: follows their name and their address', async () => {
    const user = await newUser(db, { name: null });
    await newMember(db, acme, user);
    expect((await copiesOf(db, user.id))[0]?.text).to.equal(`${user.email}\n`);
    await db.accounts.updateProfile(user.id, {
      name: 'Ann Lee',
      emailVerified: true,
      profile: {},
      attributes: {},
    });
    expect((await copiesOf(db, user.id))[0]?.text).to.equal(`${user.email}\nann lee`);
    await db.accounts.changeEmail(user.id, `new-${user.email}`, later(1));
    expect((await copiesOf(db, user.id))[0]?.text).to.equal(`new-${user.email}\nann lee`);
  });

  it('is kept when a member is changed', async () => {
    const user = await newUser(db);
    await newMember(db, acme, user);
    await newTotp(db, user.id);
    const before = await copiesOf(db, user.id);
    await newMember(db, acme, user, { override: 'required', suspended: 'by_admin' });
    expect(await copiesOf(db, user.id)).to.deep.equal(before);
  });

  /** The embedded database has one connection, so that nothing of it can be at the same time. */
  onPostgres(() => {
    /** The second begins while the first has done its work and has not committed yet. */
    const overlapping = async (
      first: (stores: Stores) => Promise<unknown>,
      second: (stores: Stores) => Promise<unknown>,
    ) => {
      const [done, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const one = db.transaction(async (stores) => {
        await first(stores);
        done.resolve();
        await go.promise;
      });
      await done.promise;
      const other = db.transaction(second);
      const isWaiting = await somebodyWaits();
      go.resolve();
      await Promise.all([one, other]);
      return isWaiting;
    };
    const somebodyWaits = async () => {
      for (let look = 0; look < 500; look += 1) {
        const rows = await db.sql(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        if (rows.length > 0) return true;
      }
      return false;
    };

    const changes: readonly [name: string, change: (stores: Stores, userId: string) => Promise<unknown>][] = [
      ['enrols', ({ authenticators }, userId) => authenticators.addTotp(totpOf(userId))],
      [
        'is renamed',
        ({ accounts }, userId) =>
          accounts.updateProfile(userId, { name: 'Other', emailVerified: true, profile: {}, attributes: {} }),
      ],
    ];
    for (const [name, change] of changes) {
      it(`M2: is right of who joins while they ${name}`, async () => {
        const user = await newUser(db);
        const join = ({ members }: Stores) => members.save(sampleMember(acme.id, user.id));
        expect(await overlapping(join, (stores) => change(stores, user.id)), 'one waits').to.equal(true);
        expect(await wrongCopies(db)).to.deep.equal([]);
      });

      it(`M2: is right of who ${name} while they join`, async () => {
        const user = await newUser(db);
        const join = ({ members }: Stores) => members.save(sampleMember(acme.id, user.id));
        expect(await overlapping((stores) => change(stores, user.id), join), 'one waits').to.equal(true);
        expect(await wrongCopies(db)).to.deep.equal([]);
      });
    }

    it('M2: is right when everything happens at once', async () => {
      const people = await race(5, () => newUser(db));
      await race(60, async (index) => {
        const user = people[index % 5];
        if (user === undefined) return;
        if (index % 4 === 0) await newMember(db, index % 3 === 0 ? acme : globex, user);
        else if (index % 4 === 1) await newTotp(db, user.id);
        else if (index % 4 === 2) await db.authenticators.removeAll(user.id);
        else
          await db.accounts.updateProfile(user.id, {
            name: `N${index}`,
            emailVerified: true,
            profile: {},
            attributes: {},
          });
      });
      expect(await wrongCopies(db)).to.deep.equal([]);
    });
  });
});

describe('the migration for large organizations', () => {
  it('copies everybody who is there, and may be done again after a crash', async () => {
    const { database, dispose } = await freshDatabase();
    const db = openStores(database.dataSource, sealer, () => start);
    const runner = database.dataSource.createQueryRunner();
    const migration = new LargeOrganizations1795000000003();
    await migration.down(runner);
    await runner.release();
    const organization = await newOrganization(db);
    await db.sql(
      `WITH people AS (INSERT INTO users (id, email, email_verified, name, profile, password_is_short, created_at)
         SELECT gen_random_uuid(), 'p' || n || '@example.com', true, 'P ' || n, '{}', false, now()
         FROM generate_series(1, 1203) n RETURNING id),
       joined AS (INSERT INTO members (organization_id, user_id, role, override, joined_at)
         SELECT $1, id, 'member', 'inherit', now() FROM people)
       INSERT INTO authenticators (id, user_id, kind, nickname, secret, algorithm, digits, period_seconds, last_step,
         disclosed_steps, confirmed_at)
       SELECT gen_random_uuid(), id, 'totp', 'app', '', 'SHA1', 6, 30, -1, '[]', now() FROM people WHERE random() < 0.5`,
      [organization.id],
    );
    for (let run = 0; run < 2; run += 1) {
      const again = database.dataSource.createQueryRunner();
      await migration.up(again);
      await again.release();
      expect(await wrongCopies(db)).to.deep.equal([]);
      const indexes = await db.sql<{ name: string; valid: boolean }>(
        `SELECT indexrelid::regclass::text AS name, indisvalid AS valid FROM pg_index
         WHERE indrelid = 'members'::regclass ORDER BY 1`,
      );
      expect(indexes).to.include.deep.members([
        { name: 'members_listed', valid: true },
        { name: 'members_pk', valid: true },
        { name: 'members_search', valid: true },
        { name: 'members_user', valid: true },
      ]);
    }
    await dispose();
  });
});
