import { expect } from 'chai';
import { type ApiClient, apiOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { createWorld, password, seed, signIn, type TestPerson, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

/** An administrator without a factor. */
async function adaOf({ server, slug }: World): Promise<TestPerson> {
  const email = `ada@${slug}.example`;
  await seed(server, {
    users: [{ email, email_verified: true, password }],
    organizations: [{ slug, members: [{ email, role: 'admin' }] }],
  });
  return { email, password, secret: null };
}

async function sessionOf({ application }: World, person: TestPerson) {
  const { browser, answer } = await signIn(application, person);
  const { refresh_token: token = '' } = await application.redeem(answer);
  const refresh = () => refusedWith(application.refresh(token));
  const silent = async () => application.errorOf(await application.start(browser, { prompt: 'none' }));
  return { refresh, silent };
}

async function setUp() {
  const world = await createWorld();
  const ada = await adaOf(world);
  const owner = await apiOf(world, world.olivia);
  const admin = await apiOf(world, ada);
  const [mina, tomas] = [await sessionOf(world, world.mina), await sessionOf(world, world.tomas)];
  const path = `/organizations/${world.slug}`;
  travel(1);
  return { world, owner, admin, mina, tomas, path };
}

async function save(api: ApiClient, path: string, policy: Readonly<Record<string, unknown>>): Promise<void> {
  const { status, body } = await api.put(`${path}/enforcement`, policy);
  expect(status, JSON.stringify(body)).to.equal(200);
}

const off = { required: 'nobody', activation: 'immediately', sessions: 'keep' };

describe('enforcement that is switched on', () => {
  for (const sessions of ['keep', 'end_now']) {
    it(`A-29: immediately (sessions: ${sessions}) binds what rests on a password alone, and nothing else`, async () => {
      const { owner, admin, mina, tomas, path } = await setUp();
      expect((await admin.get(path)).status).to.equal(200);
      await save(owner, path, { required: 'everyone', activation: 'immediately', sessions });
      expect((await admin.get(path)).status).to.equal(401);
      expect(await mina.silent()).to.equal(sessions === 'keep' ? 'interaction_required' : 'login_required');
      expect(await mina.refresh()).to.equal('invalid_grant');
      expect([await tomas.silent(), await tomas.refresh()]).to.deep.equal([null, 'none']);
      expect((await owner.get(path)).status).to.equal(200);
    });
  }

  it('A-29: at the next sign-in leaves older sessions alone until their own end', async () => {
    const { world, owner, mina, path } = await setUp();
    await save(owner, path, { preset: 'all-at-once' });
    travel(1);
    expect([await mina.silent(), await mina.refresh()]).to.deep.equal([null, 'none']);
    expect((await signIn(world.application, world.mina)).answer.name).to.equal('mailbox');
  });

  for (const jobs of ['have not run', 'have run']) {
    it(`A-29: and off, and on again, does not bring back what it ended (jobs ${jobs})`, async () => {
      const { world, owner, mina, tomas, path } = await setUp();
      const deadline = new Date(Date.now() + 60_000).toISOString();
      await save(owner, path, {
        required: 'everyone',
        activation: { deadline },
        sessions: 'end_at_deadline',
      });
      travel(61);
      if (jobs === 'have run') await world.server.countersign.sweep(new Date());
      await save(owner, path, off);
      expect([await mina.silent(), await mina.refresh()]).to.deep.equal(['login_required', 'invalid_grant']);
      await save(owner, path, { required: 'everyone', activation: 'immediately', sessions: 'keep' });
      expect(await mina.refresh()).to.equal('invalid_grant');
      await save(owner, path, off);
      expect([await mina.silent(), await mina.refresh()]).to.deep.equal(['login_required', 'invalid_grant']);
      expect(await tomas.refresh()).to.equal('none');
    });
  }
});
