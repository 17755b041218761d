import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import {
  orderMatchingResets,
  orderNamedResets,
} from '../../../src/organizations/resets/order-password-resets.ts';
import { resetDevice } from '../../../src/organizations/resets/reset-device.ts';
import { Refusal } from '../../../src/refusal/refusal.ts';
import { ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { mailsTo } from '../../harness/mails.ts';
import { idOf } from '../../harness/members.ts';
import { forApi } from '../../harness/scopes.ts';
import { startTestServer } from '../../harness/server.ts';
import { createWorld, passPassword, seed, signIn, type World } from '../../harness/world.ts';

function order(api: ApiClient, { slug }: Pick<World, 'slug'>, users: unknown) {
  return api.post(`/organizations/${slug}/password-resets`, { users });
}

/** A world whose organization also has a member whom another one manages. */
async function worldWithForeigner(): Promise<{ world: World; foreigner: string; free: string }> {
  const [world, other] = [await createWorld(), await createWorld()];
  // Without a domain there, Greta would be managed by the only organization she is in.
  await seed(world.server, {
    organizations: [
      {
        slug: world.slug,
        members: [{ email: other.mina.email }, { email: other.greta.email }],
      },
    ],
  });
  return { world, foreigner: other.mina.email, free: other.greta.email };
}

describe('new passwords are ordered', () => {
  it('ruling 17: only for users whom the organization manages, by domain or as their only membership', async () => {
    const { world, foreigner, free } = await worldWithForeigner();
    const api = await apiOf(world, world.olivia);
    const refused = await order(api, world, [world.mina.email, foreigner]);
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'not_managed_here']);
    expect(refused.body.list).to.deep.equal([foreigner]);
    expect(await mailsTo(world.server, world.mina.email)).to.deep.equal([]);
    expect((await passPassword(world.application, world.mina)).answer.location).to.include('code=');
    expect((await order(api, world, [free])).body.ordered).to.equal(1);
    const byOperator = await order(await operatorOf(world), world, [foreigner]);
    expect(byOperator.body.code).to.equal('not_managed_here');
  });

  it('ruling 17: for all of these at once, and it is told who was left out', async () => {
    const { world, foreigner, free } = await worldWithForeigner();
    const { server, application, olivia, tomas, mina } = world;
    const api = await apiOf(world, olivia);
    const answer = await order(api, world, 'all');
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    expect(answer.body).to.deep.include({ ordered: 3, skipped_count: 2 });
    expect(answer.body.skipped).to.have.deep.members([
      { email: olivia.email, reason: 'own_device' },
      { email: foreigner, reason: 'not_managed_here' },
    ]);
    for (const email of [tomas.email, mina.email, free])
      expect((await mailsTo(server, email)).map(({ subject }) => subject)).to.deep.equal([
        'Countersign: you need a new password',
      ]);
    expect(await mailsTo(server, foreigner)).to.deep.equal([]);
    expect((await passPassword(application, olivia)).answer.name).to.equal('challenge');
    expect((await api.get(`/organizations/${world.slug}`)).status).to.equal(200);
  });

  it('L10: by nobody for themselves, nor by an administrator for other administrators and owners', async () => {
    const world = await createWorld();
    const { server, slug, olivia, tomas, mina } = world;
    await seed(server, {
      users: [{ email: `ada@${slug}.example`, email_verified: true, password: mina.password }],
      organizations: [
        {
          slug,
          members: [
            { email: tomas.email, role: 'admin' },
            { email: `ada@${slug}.example`, role: 'admin' },
          ],
        },
      ],
    });
    const mailed = await mailsTo(server, olivia.email);
    const owner = await apiOf(world, olivia);
    expect((await order(owner, world, [olivia.email])).body.code).to.equal('own_device');
    const admin = await apiOf(world, tomas);
    expect((await order(admin, world, [tomas.email])).body.code).to.equal('own_device');
    for (const email of [olivia.email, `ada@${slug}.example`]) {
      const refused = await order(admin, world, [mina.email, email]);
      expect([refused.status, refused.body.code, refused.body.list]).to.deep.equal([
        403,
        'not_allowed',
        [email],
      ]);
    }
    expect((await order(admin, world, 'all')).body).to.deep.include({ ordered: 1, skipped_count: 3 });
    expect(await mailsTo(server, olivia.email)).to.deep.equal(mailed);
    expect((await order(owner, world, [tomas.email])).status).to.equal(200);
    expect((await order(admin, world, [mina.email])).status).to.equal(401);
  });

  it('ruling 14: with a second factor of the last five minutes', async () => {
    const world = await createWorld();
    const { answer, browser } = await signIn(world.application, world.olivia);
    expect(answer.location).to.include('code=');
    travel(4 * 60);
    const parameters = forApi(world.server);
    const silent = await world.application.start(browser, parameters);
    const tokens = await world.application.redeem(silent, parameters.resource);
    const api = new ApiClient(world.server, tokens.access_token);
    expect((await order(api, world, [world.mina.email])).status).to.equal(200);
    travel(2 * 60);
    for (const users of ['all', [world.mina.email]]) {
      const refused = await order(api, world, users);
      expect([refused.status, refused.body.code]).to.deep.equal([401, 'mfa_required']);
      expect(refused.headers.get('www-authenticate'))
        .to.include('insufficient_user_authentication')
        .and.to.include('max_age="300"');
    }
    const ticket = `/organizations/${world.slug}/members/${world.mina.email}/ticket`;
    expect((await api.post(ticket)).status).to.equal(401);
    expect((await api.get(`/organizations/${world.slug}`)).status).to.equal(200);
  });

  it('ruling 14: by the operations themselves as well, whichever way they are called', async () => {
    const world = await createWorld();
    const { server, slug, olivia, mina } = world;
    const { db } = server.countersign;
    const organizationId = (await db.organizations.findBySlug(slug))?.id ?? '';
    const [userId, member] = [await idOf(world, olivia), await idOf(world, mina)];
    const deps = { db, issuer: new URL(server.issuer), plans: shippedPlans, isMailWorking: async () => true };
    const now = new Date();
    const wanted = { organizationId, mustEnroll: null };
    const matching = { status: null, text: null };
    for (const [age, refusal] of [
      [301_000, 'mfa_required'],
      [299_000, null],
    ] as const) {
      const admin = { userId, role: 'owner', hasFactor: true, mfaAt: now.getTime() - age } as const;
      const acting = { actor: { kind: 'user', id: userId, sourceAddress: null }, admin, now } as const;
      for (const done of [
        () => orderNamedResets(deps, acting, { ...wanted, named: [mina.email] }),
        () => orderMatchingResets(deps, acting, { ...wanted, matching, mode: 'write' }),
        () => resetDevice(deps, acting, { organizationId, userId: member }),
      ]) {
        const outcome = await done().catch((error: unknown) => error);
        expect(outcome instanceof Error ? Reflect.get(outcome, 'code') : null).to.equal(refusal);
      }
    }
  });

  it('ruling 14: not by an administrator without a factor', async () => {
    const world = await createWorld();
    const member = { email: world.mina.email, role: 'admin' };
    await seed(world.server, { organizations: [{ slug: world.slug, members: [member] }] });
    const refused = await order(await apiOf(world, world.mina), world, 'all');
    expect(refused.status).to.equal(401);
    expect(refused.headers.get('www-authenticate')).to.include('insufficient_user_authentication');
  });

  it('for members alone, and for nobody where one of them is none', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const unknown = [
      world.greta.email,
      `nobody@${world.slug}.example`,
      '00000000-0000-0000-0000-000000000000',
    ];
    for (const user of unknown) {
      const refused = await order(api, world, [world.mina.email, user]);
      expect([refused.status, refused.body.code, refused.body.list]).to.deep.equal([
        404,
        'not_found',
        [user],
      ]);
    }
    expect(await mailsTo(world.server, world.mina.email)).to.deep.equal([]);
    for (const users of [[], 'everyone', [1], [world.mina.email, 'a\0b'], undefined])
      expect((await order(api, world, users)).status).to.equal(422);
    const id = (await world.server.countersign.db.people.byEmail(world.mina.email))?.user.id;
    expect((await order(api, world, [id, world.mina.email])).body.ordered).to.equal(1);
  });

  it('ruling 13: not while no mail goes out, which would lock everybody out', async () => {
    const mailer = {
      send: () => Promise.reject(new Refusal('mail_not_sent')),
      close: async () => undefined,
    };
    const server = await startTestServer({ mailer });
    try {
      const world = await createWorld({ server });
      const refused = await order(await operatorOf(world), world, 'all');
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'mail_not_working']);
      expect((await passPassword(world.application, world.mina)).answer.location).to.include('code=');
    } finally {
      await server.stop();
    }
  });
});
