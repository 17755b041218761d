import { expect } from 'chai';
import { type AdminInContext, requireFreshMfa } from '../../src/organizations/core/admin-context.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { type ApiClient, type ApiReply, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { browserOf, changed, joinedBy, memberPath, quietApiOf } from '../harness/members.ts';
import { createWorld, password, seed, type TestPerson, type World } from '../harness/world.ts';

/** What an administrator asks for; members by name. */
interface Asked {
  readonly api: ApiClient;
  readonly organization: string;
  readonly paths: Readonly<Record<string, string>>;
  readonly slug: string;
}

type Ask = (asked: Asked) => Promise<ApiReply>;

const onMember =
  (name: string, change: object): Ask =>
  ({ api, paths }) =>
    api.patch(paths[name] ?? '', change);
const invited =
  (name: string, role: string): Ask =>
  ({ api, organization, slug }) =>
    api.post(`${organization}/invitations`, { email: `${name}@${slug}.example`, role });

/** Ruling 26: where the administrator has a factor, or MFA is required of anybody. */
const guarded: Readonly<Record<string, Ask>> = {
  'removing a member': ({ api, paths }) => api.delete(paths.nora ?? ''),
  'suspending a member': onMember('nils', { suspended: true }),
  'suspending one whom a rule has suspended': onMember('rosa', { suspended: true }),
  'promoting a member': onMember('pia', { role: 'admin' }),
  'demoting an administrator': onMember('ada', { role: 'member' }),
  'demoting another owner': onMember('oscar', { role: 'admin' }),
  'taking seats away': ({ api, organization }) => api.put(`${organization}/seats`, { seats: 40 }),
  'inviting an administrator': invited('new-admin', 'admin'),
  'inviting an owner': invited('new-owner', 'owner'),
  'inviting an administrator again': ({ api, paths }) => api.post(`${paths.anselm}/resend`),
};

/** Ruling 14: whoever asks. */
const loosening: Readonly<Record<string, Ask>> = {
  'exempting a member': onMember('emma', { override: 'exempt' }),
  'a longer exemption': onMember('xenia', { override: 'exempt', exempt_until: null }),
  'letting a suspended member in again': onMember('sue', { suspended: false }),
  'saving a policy that asks less': ({ api, organization }) =>
    api.put(`${organization}/enforcement`, {
      challenge: { max_age_seconds: 3600, remembered_device_days: 30 },
    }),
  'giving a domain up': ({ api, organization }) => api.patch(organization, { domains: [] }),
  'letting people join by their domain': ({ api, organization }) =>
    api.patch(organization, { join_by_domain: true }),
  'resetting the device of a member': ({ api, paths }) => api.post(`${paths.dora}/reset-authenticators`),
  'ordering a new password': ({ api, organization, slug }) =>
    api.post(`${organization}/password-resets`, { users: [`dora@${slug}.example`] }),
  'exporting the activity': ({ api, organization }) => api.get(`${organization}/activity.csv`),
};

const free: Readonly<Record<string, Ask>> = {
  'inviting a member': invited('new-member', 'member'),
  'inviting a member again': ({ api, paths }) => api.post(`${paths.moritz}/resend`),
  'adding seats': ({ api, organization }) => api.put(`${organization}/seats`, { seats: 60 }),
  'changing name, zone, address, and whether members may leave': ({ api, organization, slug }) =>
    api.patch(organization, {
      name: 'New name',
      time_zone: 'Europe/Paris',
      notification_email: `it@${slug}.example`,
      members_may_leave: true,
    }),
  'reminding a member': ({ api, paths }) => api.post(`${paths.otto}/remind`),
  'ending an exemption': onMember('xenia', { override: 'inherit' }),
  'requiring MFA of a member': onMember('emma', { override: 'required' }),
  'saving a policy that asks more': ({ api, organization }) =>
    api.put(`${organization}/enforcement`, { joining: 'mfa_first' }),
};

interface Scene extends Omit<Asked, 'api'> {
  readonly world: World;
  /** An owner without a factor. */
  readonly otto: TestPerson;
}

async function sceneWith(enforcement: object | null): Promise<Scene> {
  const world = await createWorld({
    plan: 'team',
    enforcement: enforcement === null ? null : { ...enforcement },
  });
  const { server, slug } = world;
  const otto = { email: `otto@${slug}.example`, password, secret: null };
  const members = ['nora', 'nils', 'rosa', 'pia', 'emma', 'xenia', 'sue', 'dora'] as const;
  const roles = Object.fromEntries(members.map((name) => [name, 'member'] as const));
  await seed(server, {
    users: [{ email: otto.email, email_verified: true, password }],
    organizations: [{ slug, seats: 50, members: [{ email: otto.email, role: 'owner' }] }],
  });
  const people = { ...(await joinedBy(world, { ...roles, ada: 'admin', oscar: 'owner' })), otto };
  const paths: Record<string, string> = {};
  for (const [name, person] of Object.entries(people)) paths[name] = await memberPath(world, person);
  const operator = await operatorOf(world);
  for (const [name, role] of [
    ['anselm', 'admin'],
    ['moritz', 'member'],
  ] as const) {
    const invitations = `/organizations/${slug}/invitations`;
    const { body } = await operator.post(invitations, { email: `${name}@${slug}.example`, role });
    paths[name] = `${invitations}/${body.id}`;
  }
  const until = new Date(Date.now() + 86_400_000).toISOString();
  await operator.patch(paths.xenia ?? '', { override: 'exempt', exempt_until: until });
  await operator.patch(paths.sue ?? '', { suspended: true });
  // Without a factor, so that the suspension is not over where MFA is required.
  const rosa = [`rosa@${slug}.example`];
  const ofRosa = 'WHERE user_id = (SELECT id FROM users WHERE email = $1)';
  await server.countersign.db.sql(`DELETE FROM authenticators ${ofRosa}`, rosa);
  await server.countersign.db.sql(`UPDATE members SET suspended = 'by_rule' ${ofRosa}`, rosa);
  return { world, otto, slug, paths, organization: `/organizations/${slug}` };
}

/** All that these operations could change. */
function stateOf({ world, slug }: Scene): Promise<unknown> {
  return world.server.countersign.db.sql(
    `SELECT to_jsonb(o) AS organization,
       (SELECT jsonb_agg(to_jsonb(m) || to_jsonb(u) ORDER BY u.id) FROM members m JOIN users u ON u.id = m.user_id
        WHERE m.organization_id = o.id) AS members,
       (SELECT jsonb_agg(a.id ORDER BY a.id) FROM authenticators a JOIN members m ON m.user_id = a.user_id
        WHERE m.organization_id = o.id) AS authenticators,
       (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM invitations i WHERE i.organization_id = o.id) AS invitations,
       (SELECT jsonb_agg(d.domain) FROM organization_domains d WHERE d.organization_id = o.id) AS domains,
       (SELECT count(*) FROM audit_events e WHERE e.organization_id = o.id) AS events
     FROM organizations o WHERE o.slug = $1`,
    [slug],
  );
}

/** The person signs in, and so many seconds go by before a new token of the same session. */
async function asking(scene: Scene, person: TestPerson, seconds: number): Promise<Asked> {
  const { browser } = await browserOf(scene.world, person);
  travel(seconds);
  return { ...scene, api: await quietApiOf(scene.world, browser) };
}

async function expectRefused(
  scene: Scene,
  asked: Asked,
  operations: Readonly<Record<string, Ask>>,
): Promise<void> {
  for (const [name, ask] of Object.entries(operations)) {
    const before = await stateOf(scene);
    const { status, body, headers } = await ask(asked);
    expect([status, body.code], `${name}: ${JSON.stringify(body)}`).to.deep.equal([401, 'mfa_required']);
    expect(headers.get('www-authenticate'), name)
      .to.include('error="insufficient_user_authentication"')
      .and.to.include('max_age="300"');
    expect(await stateOf(scene), name).to.deep.equal(before);
  }
}

async function expectDone(
  scene: Scene,
  asked: Asked,
  operations: Readonly<Record<string, Ask>>,
): Promise<void> {
  for (const [name, ask] of Object.entries(operations)) {
    const before = await stateOf(scene);
    const { status, body } = await ask(asked);
    expect(status, `${name}: ${JSON.stringify(body)}`).to.be.within(200, 204);
    expect(await stateOf(scene), name).to.not.deep.equal(before);
  }
}

describe('rulings 14 and 26: what takes a second factor of the last five minutes', () => {
  for (const [required, enforcement] of [
    ['nothing is required', null],
    ['MFA is required of everyone', { preset: 'all-at-once' }],
  ] as const) {
    it(`all that loosens or is done to members, of an administrator with a factor, where ${required}`, async () => {
      const scene = await sceneWith(enforcement);
      const stale = await asking(scene, scene.world.olivia, 301);
      await expectRefused(scene, stale, { ...guarded, ...loosening });
      await expectDone(scene, stale, free);
    });

    it(`and with it all of that is done, where ${required}`, async () => {
      const scene = await sceneWith(enforcement);
      const fresh = await asking(scene, scene.world.olivia, 200);
      await expectDone(scene, fresh, { ...guarded, ...loosening });
    });
  }

  const announced = {
    required: 'everyone',
    activation: { deadline: new Date(Date.now() + 9 * 86_400_000).toISOString() },
  };
  const nothingYet: readonly [string, object | null][] = [
    ['MFA is required of everyone from an announced instant on', announced],
    ['MFA is required of one other member', null],
  ];
  for (const [where, enforcement] of nothingYet) {
    it(`the same of an administrator without a factor, where ${where}`, async () => {
      const scene = await sceneWith(enforcement);
      if (enforcement === null)
        await changed(await operatorOf(scene.world), scene.world, scene.world.mina, { override: 'required' });
      const asked = await asking(scene, scene.otto, 10);
      await expectRefused(scene, asked, { ...guarded, ...loosening });
      await expectDone(scene, asked, free);
    });
  }

  it('M1: only what loosens, of an administrator without a factor where nothing is required of anybody', async () => {
    const scene = await sceneWith(null);
    const asked = await asking(scene, scene.otto, 10);
    await expectRefused(scene, asked, loosening);
    await expectDone(scene, asked, guarded);
  });

  it('no longer required of a member, which loosens', async () => {
    const scene = await sceneWith({ preset: 'chosen-people' });
    const { world, paths } = scene;
    await changed(await operatorOf(world), world, world.mina, { override: 'required' });
    const mina = { 'taking it back': onMember('mina', { override: 'inherit' }) };
    const withMina = { ...paths, mina: await memberPath(world, world.mina) };
    await expectRefused(scene, { ...(await asking(scene, world.olivia, 301)), paths: withMina }, mina);
    await expectRefused(scene, { ...(await asking(scene, scene.otto, 1)), paths: withMina }, mina);
    travel(31);
    await expectDone(scene, { ...(await asking(scene, world.olivia, 1)), paths: withMina }, mina);
  });

  it('counts to the millisecond', () => {
    const now = new Date();
    const answer = (admin: AdminInContext | null) => {
      try {
        requireFreshMfa({ admin, now });
        return 'may';
      } catch (error) {
        return error instanceof Refusal ? error.code : error;
      }
    };
    const proven = (age: number | null) => {
      const mfaAt = age === null ? null : now.getTime() - age;
      return answer({ userId: 'olivia', role: 'owner', hasFactor: true, mfaAt });
    };
    expect([proven(300_000), proven(300_001), proven(null), answer(null)]).to.deep.equal([
      'may',
      'mfa_required',
      'mfa_required',
      'may',
    ]);
  });
});
