import { expect } from 'chai';
import { ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { follow, invite, membersOf, signInAt } from '../../harness/invitations.ts';
import { deliver } from '../../harness/mails.ts';
import { memberPath } from '../../harness/members.ts';
import { sharedServer, type TestServer } from '../../harness/server.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';
import { auditOfOrganization } from '../support/audit-rows.ts';
import { alternate, secondServer } from '../support/two-servers.ts';

const wanted = 50;

describe('A-34: one seat left, at two servers', () => {
  let servers: [TestServer, TestServer];

  before(async () => {
    const first = await sharedServer();
    servers = [first, await secondServer(first)];
  });

  after(async () => servers[1].stop());

  /** An organization of three members with so many seats, and its administration at each server in turn. */
  async function worldWith(seats: number) {
    const world = await createWorld({ plan: 'team' });
    await seed(world.server, { organizations: [{ slug: world.slug, seats }] });
    const { token } = await apiOf(world, world.olivia);
    const apis = servers.map(({ issuer, address }) => new ApiClient({ issuer, address }, token));
    const path = `/organizations/${world.slug}`;
    const inviteAt = (index: number) =>
      apis[index % 2]?.post(`${path}/invitations`, { email: address(world, index) });
    return { world, path, api: apis[0] as ApiClient, inviteAt };
  }

  const address = ({ slug }: World, index: number) => `p${index}@${slug}.example`;

  async function mailsOf({ slug }: World): Promise<number> {
    for (const server of servers) await deliver(server);
    const mails = servers.flatMap(({ mailbox }) => mailbox.messages());
    return mails.filter(({ to, text }) => to.endsWith(`@${slug}.example`) && text.includes('/invitations/'))
      .length;
  }

  async function created({ slug }: World): Promise<number> {
    const events = await auditOfOrganization(servers[0], slug);
    return events.filter(({ type }) => type === 'invitation.created').length;
  }

  it('A-34: of 50 invitations at once exactly one goes out, and the others leave nothing behind', async () => {
    const { world, path, api, inviteAt } = await worldWith(4);
    const answers = await Promise.all(Array.from({ length: wanted }, (_, index) => inviteAt(index)));
    const codes = answers.map((answer) => answer?.body.code ?? answer?.status).toSorted();
    expect(codes).to.deep.equal([201, ...Array(wanted - 1).fill('no_free_seat')]);
    expect((await api.get(path)).body).to.include({ seats: 4, seats_in_use: 4 });
    expect((await api.get(`${path}/invitations`)).body.items).to.have.length(1);
    expect([await created(world), await mailsOf(world)]).to.deep.equal([1, 1]);
  });

  it('A-34: mixed with a resend, the seeding file and an acceptance, no seat too many is given', async () => {
    const { world, path, api, inviteAt } = await worldWith(5);
    const { id, link } = await invite(world, api, { email: world.greta.email });
    const { browser, answer } = await follow(link);
    const imports = [60, 61, 62].map((index) =>
      seed(world.server, {
        organizations: [{ slug: world.slug, invitations: [{ email: address(world, index) }] }],
      }).catch((error: Error) => error),
    );
    const work = [
      ...Array.from({ length: 20 }, (_, index) => inviteAt(index)),
      ...imports,
      signInAt(browser, answer, world.greta),
      api.post(`${path}/invitations/${id}/resend`),
    ];
    await Promise.all(work);
    const { body } = await api.get(path);
    expect(body.seats_in_use, 'in use').to.equal(5);
    expect(await created(world), 'one before, one now').to.equal(2);
  });

  it('A-34: mixed with members who come back from a suspension, which takes no seat, no seat too many is given', async () => {
    const { world, path, api, inviteAt } = await worldWith(4);
    const operator = await operatorOf(world);
    const [tomas, mina] = [await memberPath(world, world.tomas), await memberPath(world, world.mina)];
    for (const member of [tomas, mina])
      expect((await operator.patch(member, { suspended: true })).status).to.equal(200);
    expect((await api.get(path)).body.seats_in_use, 'a suspended member keeps theirs').to.equal(3);
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => inviteAt(index)),
      ...[tomas, mina, tomas, mina].map((member) => operator.patch(member, { suspended: false })),
    ]);
    const statuses = answers.map((answer) => answer?.status).toSorted();
    expect(statuses).to.deep.equal([...Array(4).fill(200), 201, ...Array(19).fill(409)]);
    expect((await api.get(path)).body.seats_in_use).to.equal(4);
    expect([await created(world), await mailsOf(world)]).to.deep.equal([1, 1]);
  });

  it('A-34: half of the connections cut off leak no seat', async () => {
    const { world, path, api, inviteAt } = await worldWith(4);
    const cut = new AbortController();
    const calls = Array.from({ length: wanted }, (_, index) =>
      index % 2 === 0
        ? inviteAt(index)
        : fetch(`${alternate(servers, index).address}/api/v1${path}/invitations`, {
            method: 'POST',
            signal: cut.signal,
            headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ email: address(world, index) }),
          }).catch(() => null),
    );
    setImmediate(() => cut.abort());
    await Promise.all(calls);
    const { body } = await api.get(path);
    expect(body.seats_in_use).to.equal(4);
    const [pending] = (await api.get(`${path}/invitations`)).body.items;
    expect((await api.delete(`${path}/invitations/${pending.id}`)).status).to.equal(204);
    expect((await api.get(path)).body.seats_in_use).to.equal(3);
    expect((await inviteAt(99))?.status, 'the seat is free again').to.equal(201);
  });

  it('A-34: 50 who raise the seats by one each get one each', async () => {
    const { world, path } = await worldWith(3);
    const operator = await operatorOf(world);
    const answers = await Promise.all(
      Array.from({ length: wanted }, (_, index) =>
        operator.post(`${path}/invitations`, { email: address(world, index), add_seats: 1 }),
      ),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(wanted).fill(201));
    expect((await operator.get(path)).body).to.include({ seats: 53, seats_in_use: 53 });
    expect(Object.keys(await membersOf(world))).to.have.length(3);
  });

  it('A-34: seats lowered while they are taken are never fewer than those in use', async () => {
    const { world, path, api, inviteAt } = await worldWith(10);
    const lower = [3, 4, 5, 6].map((seats) => api.put(`${path}/seats`, { seats }));
    await Promise.all([...Array.from({ length: 12 }, (_, index) => inviteAt(index)), ...lower]);
    const { body } = await api.get(path);
    expect(body.seats_in_use).to.be.at.most(body.seats);
    expect(await created(world)).to.equal(body.seats_in_use - 3);
  });
});
