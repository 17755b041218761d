import { expect } from 'chai';
import { type ApiClient, type ApiReply, apiOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { browserOf, joinedBy, memberPath, quietApiOf } from '../../harness/members.ts';
import { createWorld, everyoneNow, type TestPerson, type World } from '../../harness/world.ts';

type Place = 'self' | 'lower' | 'peer' | 'higher';

const actions: Readonly<Record<string, (api: ApiClient, path: string) => Promise<ApiReply>>> = {
  reset: (api, path) => api.post(`${path}/reset-authenticators`),
  exempt: (api, path) => api.patch(path, { override: 'exempt' }),
  require: (api, path) => api.patch(path, { override: 'required' }),
  suspend: (api, path) => api.patch(path, { suspended: true }),
  promote: (api, path) => api.patch(path, { role: 'owner' }),
  demote: (api, path) => api.patch(path, { role: 'member' }),
  remove: (api, path) => api.delete(path),
};

const done = 'done';
const no = 'not_allowed';

/** What comes of it, for whom there is somebody in that place; nobody stands above an owner, or below a member. */
const matrix: Readonly<Record<'admin' | 'owner', Readonly<Record<string, Partial<Record<Place, string>>>>>> =
  {
    admin: {
      reset: { self: 'own_device', higher: no, peer: no, lower: done },
      exempt: { self: no, higher: no, peer: no, lower: done },
      require: { self: done, higher: no, peer: no, lower: done },
      suspend: { self: no, higher: no, peer: no, lower: done },
      promote: { self: no, peer: no, lower: no },
      demote: { higher: no, peer: no, self: done },
      remove: { self: no, higher: no, peer: no, lower: done },
    },
    owner: {
      reset: { self: 'own_device', peer: done, lower: done },
      exempt: { self: no, peer: done, lower: done },
      require: { self: done, peer: done, lower: done },
      suspend: { self: no, peer: done, lower: done },
      promote: { lower: done },
      demote: { peer: done, lower: done, self: 'last_owner' },
      remove: { self: no, peer: done, lower: done },
    },
  };

async function everybody() {
  const world = await createWorld({ enforcement: everyoneNow });
  const more = await joinedBy(world, { ada: 'admin', aldo: 'admin', oscar: 'owner', nora: 'member' });
  const { olivia, tomas } = world;
  const places: Readonly<Record<'admin' | 'owner', Partial<Record<Place, TestPerson>>>> = {
    admin: { self: more.ada, lower: more.nora, peer: more.aldo, higher: olivia },
    owner: { self: olivia, lower: more.aldo, peer: more.oscar },
  };
  return { world, places, tomas, ...more };
}

const outcomeOf = ({ status, body }: ApiReply): string => (status < 300 ? done : body.code);

async function stateOf({ server, slug }: World): Promise<unknown> {
  return server.countersign.db.sql(
    `SELECT m.*, u.epoch, (SELECT count(*) FROM authenticators a WHERE a.user_id = u.id) AS factors
     FROM members m JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.organization_id
     WHERE o.slug = $1 ORDER BY u.email`,
    [slug],
  );
}

describe('who may do what to whom', () => {
  for (const role of ['admin', 'owner'] as const)
    for (const [action, expected] of Object.entries(matrix[role])) {
      it(`A-31, T18, D24: ${role}: ${action}`, async () => {
        const { world, places } = await everybody();
        const self = places[role].self ?? world.olivia;
        const api = await apiOf(world, self);
        for (const [place, outcome] of Object.entries(expected)) {
          const target = places[role][place as Place] ?? world.olivia;
          const before = await stateOf(world);
          const reply = await actions[action]?.(api, await memberPath(world, target));
          expect(reply && outcomeOf(reply), `${place}: ${JSON.stringify(reply?.body)}`).to.equal(outcome);
          if (outcome === done) expect(await stateOf(world), place).not.to.deep.equal(before);
          else expect(await stateOf(world), place).to.deep.equal(before);
        }
      });
    }

  it('A-31, T2: a member: nothing, to nobody', async () => {
    const { world, places, tomas, nora } = await everybody();
    const api = await apiOf(world, tomas);
    const before = await stateOf(world);
    for (const target of [tomas, nora, places.admin.self ?? tomas, world.olivia])
      for (const act of Object.values(actions))
        expect(outcomeOf(await act(api, await memberPath(world, target)))).to.equal(no);
    expect(await stateOf(world)).to.deep.equal(before);
  });

  it('A-31, rulings 14 and 26: what loosens or is done to others takes a second factor of the last five minutes', async () => {
    const { world, nora, aldo } = await everybody();
    const { browser } = await browserOf(world, world.olivia);
    travel(310);
    const stale = await quietApiOf(world, browser);
    const path = await memberPath(world, nora);
    const before = await stateOf(world);
    for (const action of ['reset', 'exempt', 'suspend', 'promote', 'remove'])
      expect(await actions[action]?.(stale, path).then(outcomeOf), action).to.equal('mfa_required');
    const demoted = await actions.demote?.(stale, await memberPath(world, aldo));
    expect(demoted && outcomeOf(demoted)).to.equal('mfa_required');
    expect(await stateOf(world)).to.deep.equal(before);
    expect(await actions.require?.(stale, path).then(outcomeOf)).to.equal(done);
  });

  it('A-31: policies are for administrators, plans for the operator alone, and invitations give no higher role', async () => {
    const { world, ada, tomas } = await everybody();
    const path = `/organizations/${world.slug}`;
    const [admin, member, owner] = [
      await apiOf(world, ada),
      await apiOf(world, tomas),
      await apiOf(world, world.olivia),
    ];
    const policy = { ...everyoneNow, sessions: 'end_now' };
    expect(outcomeOf(await member.put(`${path}/enforcement`, policy))).to.equal(no);
    expect(outcomeOf(await admin.put(`${path}/enforcement`, policy))).to.equal(done);
    for (const api of [member, admin, owner])
      expect(outcomeOf(await api.put(`${path}/plan`, { plan: 'free' }))).to.equal('insufficient_scope');
    const email = `zoe@${world.slug}.example`;
    expect(outcomeOf(await member.post(`${path}/invitations`, { email }))).to.equal(no);
    expect(outcomeOf(await admin.post(`${path}/invitations`, { email, role: 'owner' }))).to.equal(no);
    expect(outcomeOf(await admin.post(`${path}/invitations`, { email, role: 'admin' }))).to.equal(done);
  });
});
