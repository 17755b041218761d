import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { follow, invite, membersOf } from '../../harness/invitations.ts';
import { changed, joinedBy, memberPath } from '../../harness/members.ts';
import { createWorld, seed, type TestPerson, type World } from '../../harness/world.ts';
import { everyoneWith, factorsOf } from '../../self-service/support/people.ts';

interface Scene {
  readonly world: World;
  readonly operator: ApiClient;
  /** An owner beside Olivia, who has invited. */
  readonly owen: TestPerson;
  readonly own: ApiClient;
  /** Links by the role that they give. */
  readonly links: Readonly<Record<Role, string>>;
  readonly ids: Readonly<Record<Role, string>>;
}

type Role = 'owner' | 'admin' | 'member';
const roles: readonly Role[] = ['owner', 'admin', 'member'];

async function invitedByOwen(selfDisable: 'forbid' | 'remove' | 'suspend' = 'forbid'): Promise<Scene> {
  const world = await createWorld({ plan: 'enterprise', enforcement: everyoneWith(selfDisable) });
  const { owen } = await joinedBy(world, { owen: 'owner' });
  const [operator, own] = [await operatorOf(world), await apiOf(world, owen)];
  const sent: [Role, { id: string; link: string }][] = [];
  for (const role of roles)
    sent.push([role, await invite(world, own, { email: `${role}@else.${world.slug}.example`, role })]);
  const links = Object.fromEntries(sent.map(([role, { link }]) => [role, link])) as Scene['links'];
  const ids = Object.fromEntries(sent.map(([role, { id }]) => [role, id])) as Scene['ids'];
  return { world, operator, owen, own, links, ids };
}

/** Roles of the invitations that still lead somewhere, which are those that the list shows. */
async function standing({ world, operator, links }: Scene): Promise<readonly Role[]> {
  const { body } = await operator.get(`/organizations/${world.slug}/invitations`);
  const listed = roles.filter((role) => body.items.some((each: { role: Role }) => each.role === role));
  const open: Role[] = [];
  for (const role of roles) if ((await new Browser().open(links[role])).status === 200) open.push(role);
  expect(open).to.deep.equal(listed);
  return open;
}

async function revocations({ server, slug }: World): Promise<readonly unknown[]> {
  return server.countersign.db.sql(
    `SELECT e.detail ->> 'role' AS role, e.detail ->> 'reason' AS reason FROM audit_events e
     JOIN organizations o ON o.id = e.organization_id WHERE o.slug = $1 AND e.type = 'invitation.revoked'
     ORDER BY 1`,
    [slug],
  );
}

const path = (scene: Scene) => memberPath(scene.world, scene.owen);
const patch = (change: object) => async (scene: Scene) =>
  changed(scene.operator, scene.world, scene.owen, { ...change });
const removesFactor = async ({ own }: Scene) => {
  expect((await own.delete(`/me/authenticators/${(await factorsOf(own))[0]}`)).status).to.equal(200);
};

const ends: readonly [
  string,
  (scene: Scene) => Promise<unknown>,
  readonly Role[],
  ('remove' | 'suspend')?,
][] = [
  ['removed', async (scene) => scene.operator.delete(await path(scene)), []],
  ['suspended', patch({ suspended: true }), []],
  ['made a member', patch({ role: 'member' }), []],
  ['made an administrator', patch({ role: 'admin' }), ['admin', 'member']],
  [
    'made a member by the seeding file',
    ({ world, owen }) => {
      const members = [{ email: owen.email, role: 'member' }];
      return seed(world.server, { organizations: [{ slug: world.slug, members }] });
    },
    [],
  ],
  ['removed by a rule', removesFactor, [], 'remove'],
  ['suspended by a rule', removesFactor, [], 'suspend'],
  ['chosen for MFA, which takes nothing away', patch({ override: 'required' }), roles],
];

describe('an invitation whose inviter could not invite like that any more', () => {
  for (const [title, end, left, selfDisable] of ends)
    it(`is revoked: ${title}`, async () => {
      const scene = await invitedByOwen(selfDisable);
      expect(await standing(scene)).to.deep.equal(roles);
      await end(scene);
      expect(await standing(scene)).to.deep.equal(left);
      const gone = roles.filter((role) => !left.includes(role)).toSorted();
      expect(await revocations(scene.world)).to.deep.equal(
        gone.map((role) => ({ role, reason: 'inviter_may_not' })),
      );
    });

  it('stays where somebody else has sent it again, and where it is the operator’s', async () => {
    const scene = await invitedByOwen();
    const { world, operator } = scene;
    const olivia = await apiOf(world, world.olivia);
    const again = `/organizations/${world.slug}/invitations/${scene.ids.admin}/resend`;
    expect((await olivia.post(again)).status).to.equal(200);
    const email = `guest@else.${world.slug}.example`;
    const { link } = await invite(world, operator, { email, role: 'owner' });
    expect((await operator.delete(await path(scene))).status).to.equal(204);
    const { body } = await operator.get(`/organizations/${world.slug}/invitations`);
    expect(body.items.map((each: { email: string }) => each.email)).to.have.members([
      `admin@else.${world.slug}.example`,
      email,
    ]);
    expect((await new Browser().open(link)).status).to.equal(200);
  });

  it('lets nobody in who has its page open already', async () => {
    const scene = await invitedByOwen();
    const browser = new Browser();
    const page = await browser.open(scene.links.admin);
    await patch({ suspended: true })(scene);
    expect(
      (await browser.submit(page, { name: 'Nora', new_password: 'a quite different long one' })).status,
    ).to.equal(410);
    expect((await follow(scene.links.admin)).answer.status).to.equal(410);
    expect(await membersOf(scene.world)).not.to.have.property(`admin@else.${scene.world.slug}.example`);
  });
});
