import { expect } from 'chai';
import { type ApiClient, type ApiReply, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { membersOf } from '../../harness/invitations.ts';
import { joinedBy, memberOf, memberPath, saying } from '../../harness/members.ts';
import { RawConnection } from '../../harness/raw-connection.ts';
import {
  createWorld,
  everyoneNow,
  passPassword,
  seed,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { meanwhile } from './support/meanwhile.ts';

interface Scene {
  readonly world: World;
  readonly owen: TestPerson;
  /** An owner who asks. */
  readonly api: ApiClient;
  /** The other owner. */
  readonly olivia: ApiClient;
  readonly organization: string;
  readonly path: Readonly<Record<'owen' | 'mina' | 'olivia', string>>;
}

async function sceneOf(enforcement: Readonly<Record<string, unknown>> = everyoneNow): Promise<Scene> {
  const world = await createWorld({ plan: 'team', enforcement });
  const { owen } = await joinedBy(world, { owen: 'owner' });
  // First in every list by its name, so that none takes one for the other.
  const members = [{ email: world.olivia.email, role: 'owner' }, { email: owen.email }];
  await seed(world.server, { organizations: [{ slug: `a-${world.slug}`, plan: 'team', members }] });
  const [olivia, api] = [await apiOf(world, world.olivia), await apiOf(world, owen)];
  const path = {
    owen: await memberPath(world, owen),
    mina: await memberPath(world, world.mina),
    olivia: await memberPath(world, world.olivia),
  };
  return { world, owen, api, olivia, organization: `/organizations/${world.slug}`, path };
}

/** What an owner asks, who by then is none. */
const asked: Readonly<Record<string, (scene: Scene) => Promise<ApiReply>>> = {
  'switches enforcement off': ({ api, organization }) =>
    api.put(`${organization}/enforcement`, { required: 'nobody' }),
  'makes an owner': ({ api, path }) => api.patch(path.mina, { role: 'owner' }),
  'demotes the other owner': ({ api, path }) => api.patch(path.olivia, { role: 'member' }),
  'removes the other owner': ({ api, path }) => api.delete(path.olivia),
  'resets a device': ({ api, path }) => api.post(`${path.olivia}/reset-authenticators`),
  'invites an owner': ({ api, organization, world }) =>
    api.post(`${organization}/invitations`, { email: `back@${world.slug}.example`, role: 'owner' }),
  'takes seats away': ({ api, organization }) => api.put(`${organization}/seats`, { seats: 40 }),
  'changes the address for notices': ({ api, organization, world }) =>
    api.patch(organization, { notification_email: `mine@${world.slug}.example` }),
  'orders new passwords': ({ api, organization, world }) =>
    api.post(`${organization}/password-resets`, { users: [world.mina.email] }),
};

/** What became of an owner between admission and lock, and what the answer is then. */
const became: Readonly<Record<string, readonly [(scene: Scene) => Promise<ApiReply>, number, string]>> = {
  removed: [({ olivia, path }) => olivia.delete(path.owen), 404, 'not_found'],
  demoted: [({ olivia, path }) => olivia.patch(path.owen, { role: 'member' }), 403, 'not_allowed'],
  suspended: [({ olivia, path }) => olivia.patch(path.owen, { suspended: true }), 403, 'not_allowed'],
  deactivated: [
    async ({ world, path }) =>
      (await operatorOf(world)).patch(`/users/${path.owen.split('/').at(-1)}`, { deactivated: true }),
    401,
    'invalid_token',
  ],
  'signed out everywhere': [
    async ({ world, owen, olivia, organization }) => {
      await world.server.countersign.db.sql('UPDATE users SET epoch = epoch + 1 WHERE email = $1', [
        owen.email,
      ]);
      return olivia.get(organization);
    },
    401,
    'invalid_token',
  ],
  'without a device': [
    ({ olivia, path }) => olivia.post(`${path.owen}/reset-authenticators`),
    401,
    'invalid_token',
  ],
};

async function stateOf({ world, owen, olivia, organization }: Scene) {
  const [{ body: enforcement }, { body: invitations }] = [
    await olivia.get(`${organization}/enforcement`),
    await olivia.get(`${organization}/invitations`),
  ];
  const { [owen.email]: _, ...others } = await membersOf(world);
  return { required: enforcement.required, invitations: invitations.items, others };
}

describe('an administrator who is none any more when the organization is locked', () => {
  for (const [change, [happens, status, code]] of Object.entries(became))
    for (const [what, ask] of Object.entries(asked).slice(0, change === 'removed' ? undefined : 2))
      it(`(${change} meanwhile) ${what}: ${status}, and nothing changes`, async () => {
        const scene = await sceneOf();
        const before = await stateOf(scene);
        meanwhile(scene.world, async () =>
          expect((await happens(scene)).status, change).to.be.oneOf([200, 204]),
        );
        expect(saying(await ask(scene))).to.deep.equal([status, code]);
        expect(await stateOf(scene)).to.deep.equal(before);
      });

  it('is judged by a policy that was saved meanwhile', async () => {
    const scene = await sceneOf({ preset: 'chosen-people' });
    const { world, olivia, organization, path } = scene;
    const otto = { ...scene.owen, email: `otto@${world.slug}.example`, secret: null };
    await seed(world.server, {
      users: [{ email: otto.email, email_verified: true, password: otto.password }],
      organizations: [{ slug: world.slug, members: [{ email: otto.email, role: 'owner' }] }],
    });
    const api = await apiOf(world, otto);
    meanwhile(world, () => olivia.put(`${organization}/enforcement`, everyoneNow));
    const answer = await api.patch(path.mina, { override: 'required' });
    expect(saying(answer)).to.deep.equal([401, 'insufficient_user_authentication']);
    expect((await memberOf(olivia, world.slug, world.mina)).override).to.equal('inherit');
  });

  it('goes on where somebody else has changed something else', async () => {
    const scene = await sceneOf();
    const { world, api, olivia, organization, path } = scene;
    meanwhile(world, () => olivia.put(`${organization}/seats`, { seats: 60 }));
    expect((await api.patch(path.mina, { role: 'admin' })).status).to.equal(200);
    expect((await memberOf(olivia, world.slug, world.mina)).role).to.equal('admin');
  });

  it('is told to try again where that never ends', async () => {
    const scene = await sceneOf();
    const { world, api, olivia, organization, path } = scene;
    let seats = 60;
    const again = async (): Promise<void> => {
      seats += 1;
      await olivia.put(`${organization}/seats`, { seats });
      if (seats < 63) meanwhile(world, again);
    };
    meanwhile(world, again);
    expect(saying(await api.patch(path.mina, { role: 'admin' }))).to.deep.equal([503, 'server_busy']);
    expect((await memberOf(olivia, world.slug, world.mina)).role).to.equal('member');
  });
});

describe('the last byte of a body that comes late', () => {
  /** Sends all but the last byte; `finish` sends it, and answers the status. */
  async function heldBack({ world, api, organization }: Scene, body: object) {
    const text = JSON.stringify(body);
    const connection = await RawConnection.open(world.server.address);
    const head = [
      `PUT /api/v1${organization}/enforcement HTTP/1.1`,
      `Host: ${new URL(world.server.address).host}`,
      `Authorization: Bearer ${api.token}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
    ];
    await connection.write(`${head.join('\r\n')}\r\n\r\n${text.slice(0, -1)}`);
    const finish = async () => {
      try {
        await connection.write(text.slice(-1));
        return (await connection.answer())?.status;
      } finally {
        connection.close();
      }
    };
    return { finish };
  }

  it('opens nothing to who was removed before it', async () => {
    const scene = await sceneOf();
    const { finish } = await heldBack(scene, { required: 'nobody' });
    expect((await scene.olivia.delete(scene.path.owen)).status).to.equal(204);
    expect(await finish()).to.equal(404);
    expect((await stateOf(scene)).required).to.equal('everyone');
  });

  it('makes no second factor fresh that was fresh before it', async () => {
    const scene = await sceneOf();
    travel(4 * 60);
    const { finish } = await heldBack(scene, { required: 'nobody' });
    travel(2 * 60);
    expect(await finish()).to.equal(401);
  });
});

describe('a change whose request is older than a policy', () => {
  it('that requires more: what was saved meanwhile binds until it takes effect (ruling 5)', async () => {
    const { world, organization } = await sceneOf({ preset: 'chosen-people' });
    const operator = await operatorOf(world);
    meanwhile(world, async () => {
      travel(1);
      expect((await operator.put(`${organization}/enforcement`, everyoneNow)).status).to.equal(200);
      travel(-1);
    });
    const later = {
      required: 'everyone',
      activation: { deadline: '2099-01-01T00:00:00Z' },
      sessions: 'keep',
    };
    expect((await operator.put(`${organization}/enforcement`, later)).status).to.equal(200);
    travel(2);
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
  });

  it('that chooses a member: they are bound at once, whatever was announced meanwhile (ruling 19)', async () => {
    const { world, organization, path } = await sceneOf({ preset: 'chosen-people' });
    const operator = await operatorOf(world);
    const later = {
      required: 'everyone',
      activation: { deadline: '2099-01-01T00:00:00Z' },
      sessions: 'keep',
    };
    meanwhile(world, async () => {
      travel(1);
      expect((await operator.put(`${organization}/enforcement`, later)).status).to.equal(200);
      travel(-1);
    });
    expect((await operator.patch(path.mina, { override: 'required' })).status).to.equal(200);
    travel(2);
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
  });
});
