import { expect } from 'chai';
import { operatorOf } from '../../harness/api.ts';
import { travelTo } from '../../harness/clock.ts';
import { mailsTo } from '../../harness/mails.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';

describe('T14: the end of a trial', () => {
  let server: TestServer;
  let world: World;

  beforeEach(async () => {
    travelTo('2027-06-01T08:00:00Z');
    server = await startTestServer();
    world = await createWorld({ server });
    await seed(server, { organizations: [{ slug: world.slug, time_zone: 'Europe/Brussels' }] });
  });

  afterEach(() => server.stop());

  async function setPlan(plan: string, trialEndsAt: string | null): Promise<void> {
    const operator = await operatorOf(world);
    const body = { plan, trial_ends_at: trialEndsAt };
    const { status } = await operator.put(`/organizations/${world.slug}/plan`, body);
    expect(status).to.equal(200);
  }

  async function toldAt(instant: string, email = world.olivia.email) {
    travelTo(instant);
    await server.countersign.sweep(new Date());
    const mails = await mailsTo(server, email);
    return mails.filter(({ subject }) => subject.includes('trial'));
  }

  it('is told to the owners seven days and one day before, with what follows', async () => {
    await setPlan('enterprise', '2027-06-20T00:00:00Z');
    expect(await toldAt('2027-06-12T23:00:00Z')).to.deep.equal([]);
    const [first, ...others] = await toldAt('2027-06-13T00:00:01Z');
    expect(others).to.deep.equal([]);
    expect(first?.subject).to.include(`${world.slug.toUpperCase()} ends on 20 June`);
    expect(first?.text).to.include('20 June 2027 at 02:00 (Europe/Brussels), in 6 days.');
    expect(first?.text.replaceAll(/\s+/g, ' ')).to.include('where it is required it is switched off');
    expect(await toldAt('2027-06-18T00:00:00Z')).to.have.length(1);
    expect(await toldAt('2027-06-19T00:00:01Z')).to.have.length(2);
    expect(await toldAt('2027-06-19T00:00:02Z', world.tomas.email)).to.deep.equal([]);
  });

  it('is told once where a server comes back after both', async () => {
    await setPlan('enterprise', '2027-06-20T00:00:00Z');
    expect(await toldAt('2027-06-19T12:00:00Z')).to.have.length(1);
  });

  it('is told by its new date, or not at all, where it was changed', async () => {
    await setPlan('enterprise', '2027-06-20T00:00:00Z');
    await setPlan('enterprise', '2027-07-20T00:00:00Z');
    expect(await toldAt('2027-06-19T12:00:00Z')).to.deep.equal([]);
    expect(await toldAt('2027-07-13T12:00:00Z')).to.have.length(1);
    await setPlan('enterprise', null);
    expect(await toldAt('2027-07-19T12:00:00Z')).to.have.length(1);
  });

  it('is told to nobody where it ends nothing that may be required', async () => {
    await setPlan('free', '2027-06-20T00:00:00Z');
    expect(await toldAt('2027-06-19T12:00:00Z')).to.deep.equal([]);
  });
});
