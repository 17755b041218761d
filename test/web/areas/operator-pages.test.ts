import { expect } from 'chai';
import type { Stores } from '../../../src/stores.ts';
import { AdmissionOutdated } from '../../../src/web/api/access/admitted-db.ts';
import type { PersonCaller } from '../../../src/web/api/access/caller.ts';
import { operatorDb } from '../../../src/web/areas/operator-db.ts';
import { withRecoveryCode } from '../../api/access/support/judged-sessions.ts';
import { enterArea, noticeOf, passChallenge } from '../../harness/areas.ts';
import { Browser } from '../../harness/browser.ts';
import { enterOperator, markOperator, newestEvent } from '../../harness/operators.ts';
import { createWorld, type TestPerson, type World } from '../../harness/world.ts';

describe('a page of the operator', () => {
  let world: World;
  let address: string;
  const db = () => world.server.countersign.db;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/operator`;
  });

  const lock = ({ email }: TestPerson) =>
    db().sql(
      `UPDATE users SET second_factor_failures = 5, second_factor_locked_until = now() + interval '1 minute'
       WHERE email = $1`,
      [email],
    );

  const userOf = async ({ email }: TestPerson) => {
    const person = await db().people.byEmail(email);
    if (person === null) throw new Error(`nobody has the address ${email}`);
    return person.user;
  };

  const changeProof = (person: TestPerson, proofs: string) =>
    db().sql(
      `UPDATE session_records SET proofs = ${proofs} WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [person.email],
    );

  it('leads whoever is not signed in through the sign-in, which asks for level 2', async () => {
    const first = await new Browser().request(address);
    expect(first.status).to.equal(303);
    expect(new URL(first.location ?? '').searchParams.get('own_pages')).to.equal('level_2');
    const { answer } = await enterOperator(world, '/operator');
    expect([answer.url, answer.status, answer.name]).to.deep.equal([address, 200, 'overview']);
    expect(answer.page.querySelector('body')?.classNames).to.include('operator');
    expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  it('is not there for anybody else, whatever they have proven, to read and to send', async () => {
    for (const person of [world.olivia, world.greta]) {
      const { browser, answer } = await enterArea(`${world.server.issuer}/account`, person);
      expect(answer.name).to.equal('overview');
      const read = await browser.open(address);
      expect([read.status, read.name], person.email).to.deep.equal([404, 'error']);
      const sent = await browser.post(address, { unlock: world.tomas.email });
      expect([sent.status, sent.name], person.email).to.deep.equal([404, 'error']);
    }
  });

  it('asks an operator without a second factor to set one up', async () => {
    await markOperator(world, world.greta, true);
    const { answer } = await enterArea(address, world.greta);
    expect(answer.name).to.be.oneOf(['mailbox', 'enroll']);
  });

  it('asks a session of level 1 for the second factor', async () => {
    const { browser } = await enterOperator(world, '/operator');
    await changeProof(world.olivia, "proofs - 'totpAt'");
    expect((await browser.open(address)).name).to.equal('challenge');
  });

  it('ruling 23: asks a session that rests on a recovery code for a factor, to read and to send', async () => {
    await lock(world.tomas);
    await markOperator(world, world.olivia, true);
    const { browser } = await withRecoveryCode({ ...world, person: world.olivia });
    expect((await browser.open(`${world.server.issuer}/account/security`)).name).to.equal('security');
    const answers = [
      await browser.request(address),
      await browser.post(address, { unlock: world.tomas.email }),
    ];
    for (const { status, location } of answers) {
      const { pathname, searchParams } = new URL(location ?? address);
      expect([status, pathname, searchParams.get('own_pages')]).to.deep.equal([303, '/auth', 'level_2']);
    }
    expect((await userOf(world.tomas)).secondFactorFailures).to.equal(5);
  });

  it('is closed as soon as the mark is taken away', async () => {
    const { browser } = await enterOperator(world, '/operator');
    await markOperator(world, world.olivia, false);
    expect((await browser.open(address)).status).to.equal(404);
  });

  it('does nothing with an old second factor, but asks for it first, and does it when it is sent again', async () => {
    await lock(world.tomas);
    const { browser } = await enterOperator(world, '/operator');
    await changeProof(
      world.olivia,
      "jsonb_set(proofs, '{totpAt}', to_jsonb((proofs ->> 'totpAt')::bigint - 301000))",
    );
    const page = await browser.open(address);
    const asked = await browser.submit(page, { unlock: world.tomas.email });
    expect(asked.name).to.equal('challenge');
    expect((await userOf(world.tomas)).secondFactorFailures).to.equal(5);
    const back = await passChallenge(browser, asked, { person: world.olivia, step: 1 });
    expect([back.url, back.name]).to.deep.equal([`${address}?kept`, 'overview']);
    const done = await browser.submit(back, { unlock: world.tomas.email });
    expect(noticeOf(done)).to.include('unlocked');
    expect((await userOf(world.tomas)).secondFactorFailures).to.equal(0);
  });

  it('has what is done there in the log as done by this person of the operator', async () => {
    await lock(world.tomas);
    const { browser } = await enterOperator(world, '/operator');
    const done = await browser.post(address, { unlock: world.tomas.email });
    expect([done.status, done.location]).to.deep.equal([303, address]);
    const event = await newestEvent(world, 'account.unlocked', (await userOf(world.tomas)).id);
    expect(event?.actor).to.deep.equal({ kind: 'operator', id: (await userOf(world.olivia)).id });
    expect(event?.address).to.match(/^(::ffff:)?127\.0\.0\.1$|^::1$/);
  });
});

describe('the database of the operator at their pages', () => {
  let world: World;
  let caller: PersonCaller;
  const db = () => world.server.countersign.db;

  before(async () => {
    world = await createWorld();
    await enterOperator(world, '/operator');
    const userId = await markOperator(world, world.olivia, true);
    const page = { after: null, limit: 1 };
    const [session] = await db().sessions.ofUser(userId, page, new Date());
    const sessionHash = session?.hash ?? Buffer.alloc(0);
    const person = await db().people.bySessionHash(userId, sessionHash);
    if (person?.session == null) throw new Error('the operator is not signed in');
    caller = {
      kind: 'person',
      id: userId,
      actor: { kind: 'operator', userId },
      person,
      sessionHash,
      scopes: new Set(),
      hasRecoveryCodeOnly: false,
      mfaAt: null,
    };
  });

  afterEach(() => markOperator(world, world.olivia, true));

  const outdated = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      return error instanceof AdmissionOutdated;
    }
    return false;
  };

  it('lets through who still is one', async () => {
    const done = await operatorDb(db(), caller).transaction(async ({ accounts }) => {
      await accounts.lock(caller.id);
      return 'done';
    });
    expect(done).to.equal('done');
  });

  it('looks again under the first lock, whatever it is on, before anything is done', async () => {
    await markOperator(world, world.olivia, false);
    const [organization] = caller.person.memberships;
    const locks = [
      { of: 'a person', take: (stores: Stores) => stores.accounts.lock(caller.id) },
      { of: 'people', take: (stores: Stores) => stores.accounts.lockAll([caller.id]) },
      { of: 'an organization', take: (stores: Stores) => stores.organizations.lockBySlug(world.slug) },
      {
        of: 'one by id',
        take: (stores: Stores) => stores.organizations.lockById(organization?.organization.id ?? ''),
      },
      { of: 'an environment', take: (stores: Stores) => stores.environments.lock('production') },
      { of: 'a client', take: (stores: Stores) => stores.clients.lock(['x']) },
      { of: 'the keys', take: (stores: Stores) => stores.signingKeys.lock() },
    ];
    for (const { of, take } of locks) {
      let isDone = false;
      const work = async (stores: Stores) => {
        await take(stores);
        isDone = true;
      };
      expect(await outdated(() => operatorDb(db(), caller).transaction(work)), of).to.equal(true);
      expect(isDone, of).to.equal(false);
    }
  });

  it('undoes what was done without a lock by who is none any more', async () => {
    await markOperator(world, world.olivia, false);
    const work = ({ environments }: Stores) =>
      environments.save({ name: `${world.slug}-late`, mfa: 'off', pilot: { users: [], percent: 0 } });
    expect(await outdated(() => operatorDb(db(), caller).transaction(work))).to.equal(true);
    expect(await db().environments.find(`${world.slug}-late`)).to.equal(null);
  });

  it('does nothing for a session that has ended meanwhile', async () => {
    await db().accounts.endSessions(caller.id);
    const work = ({ accounts }: Stores) => accounts.lock(caller.id);
    expect(await outdated(() => operatorDb(db(), caller).transaction(work))).to.equal(true);
  });
});
