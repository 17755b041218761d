import { expect } from 'chai';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { invite, joinAnew } from '../../harness/invitations.ts';
import { changed, memberOf, patchMember, saying } from '../../harness/members.ts';
import { createWorld, passPassword, password, type World } from '../../harness/world.ts';
import { enrollBy, everyoneWith, factorsOf } from '../../self-service/support/people.ts';

interface Scene {
  readonly world: World;
  readonly admin: ApiClient;
  readonly path: string;
}

/** Tomas removed their last factor, for which a rule suspended them, and then an administrator suspended them too. */
async function suspendedTwice(): Promise<Scene> {
  const world = await createWorld({ enforcement: everyoneWith('suspend') });
  const own = await apiOf(world, world.tomas);
  expect((await own.delete(`/me/authenticators/${(await factorsOf(own))[0]}`)).status).to.equal(200);
  const admin = await apiOf(world, world.olivia);
  expect(await standing({ world, admin })).to.deep.equal([true, 'rule']);
  await changed(admin, world, world.tomas, { suspended: true });
  expect(await standing({ world, admin })).to.deep.equal([true, 'admin']);
  return { world, admin, path: `/organizations/${world.slug}/enforcement` };
}

async function standing({ world, admin }: Pick<Scene, 'world' | 'admin'>): Promise<unknown[]> {
  const { suspended, suspended_by: by } = await memberOf(admin, world.slug, world.tomas);
  return [suspended, by];
}

const refused = [409, 'members_not_protected'];

describe('ruling 15: what a rule has suspended, an administrator’s suspension does not launder', () => {
  it('lifting that of the administrator leaves the rule’s, which ends by enrolling', async () => {
    const { world, admin } = await suspendedTwice();
    await changed(admin, world, world.tomas, { role: 'admin' });
    await changed(admin, world, world.tomas, { suspended: true });
    await changed(admin, world, world.tomas, { suspended: false });
    expect(await standing({ world, admin })).to.deep.equal([true, 'rule']);
    expect(saying(await patchMember(admin, world, world.tomas, { suspended: false }))).to.deep.equal(refused);
    expect((await auditOf(world.server, world.tomas.email)).at(-1)).to.deep.include({
      type: 'member.suspended',
      detail: { before: { suspended: 'by_admin' }, after: { suspended: 'by_rule' } },
    });
    expect((await passPassword(world.application, world.tomas)).answer.name, 'the way back').to.equal(
      'mailbox',
    );
  });

  it('nor does a second round of it', async () => {
    const { world, admin } = await suspendedTwice();
    for (const suspended of [false, true, false]) await changed(admin, world, world.tomas, { suspended });
    expect(await standing({ world, admin })).to.deep.equal([true, 'rule']);
  });

  it('nor is anybody suspended by a rule who has only joined', async () => {
    const world = await createWorld({ enforcement: everyoneWith('suspend') });
    const admin = await apiOf(world, world.olivia);
    const nora = { email: `nora@${world.slug}.example`, password, secret: null };
    const { link } = await invite(world, admin, { email: nora.email });
    expect((await joinAnew(world.server, link, nora.email)).name).to.equal('joined');
    await changed(admin, world, nora, { suspended: true });
    await changed(admin, world, nora, { suspended: false });
    const { suspended, suspended_by: by } = await memberOf(admin, world.slug, nora);
    expect([suspended, by]).to.deep.equal([false, null]);
  });

  it('the operator may end both', async () => {
    const { world, admin } = await suspendedTwice();
    await changed(await operatorOf(world), world, world.tomas, { suspended: false });
    expect(await standing({ world, admin })).to.deep.equal([false, null]);
  });

  it('a factor that is set up meanwhile ends the rule’s, and not the administrator’s', async () => {
    const { world, admin } = await suspendedTwice();
    await enrollBy(world, await apiOf(world, { ...world.tomas, secret: null }), world.tomas.email);
    expect(await standing({ world, admin })).to.deep.equal([true, 'admin']);
    await changed(admin, world, world.tomas, { suspended: false });
    expect(await standing({ world, admin })).to.deep.equal([false, null]);
  });

  it('so does enforcement that ends meanwhile, for good (ruling 6)', async () => {
    const { world, admin, path } = await suspendedTwice();
    for (const required of ['nobody', 'everyone'])
      expect((await admin.put(path, { ...everyoneWith('suspend'), required })).status).to.equal(200);
    expect(await standing({ world, admin })).to.deep.equal([true, 'admin']);
    await changed(admin, world, world.tomas, { suspended: false });
    expect(await standing({ world, admin })).to.deep.equal([false, null]);
  });

  it('whom an administrator alone has suspended is let in again, protected or not', async () => {
    const world = await createWorld({ enforcement: everyoneWith('suspend') });
    const admin = await apiOf(world, world.olivia);
    for (const suspended of [true, false]) await changed(admin, world, world.mina, { suspended });
    expect(await memberOf(admin, world.slug, world.mina)).to.include({ suspended: false });
  });
});
