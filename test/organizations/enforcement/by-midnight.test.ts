import { expect } from 'chai';
import { ResponseBodyError } from 'openid-client';
import { apiOf, operatorOf } from '../../harness/api.ts';
import type { Application } from '../../harness/application.ts';
import { travelTo } from '../../harness/clock.ts';
import {
  createWorld,
  enroll,
  passPassword,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';

interface Night {
  readonly zone: string;
  readonly what: string;
  /** When enforcement is turned on. */
  readonly evening: string;
  readonly midnight: string;
}

/** The nights on which clocks change in 2027, two for each zone. */
const nights: readonly Night[] = [
  {
    zone: 'Europe/Brussels',
    what: 'the day before a day of 23 hours',
    evening: '2027-03-27T20:00:00Z',
    midnight: '2027-03-27T23:00:00.000Z',
  },
  {
    zone: 'Europe/Brussels',
    what: 'a day of 25 hours',
    evening: '2027-10-31T20:00:00Z',
    midnight: '2027-10-31T23:00:00.000Z',
  },
  {
    zone: 'Africa/Cairo',
    what: 'a midnight that is skipped',
    evening: '2027-04-29T20:00:00Z',
    midnight: '2027-04-29T22:00:00.000Z',
  },
  {
    zone: 'Africa/Cairo',
    what: 'an hour before midnight that comes twice',
    evening: '2027-10-28T20:30:00Z',
    midnight: '2027-10-28T22:00:00.000Z',
  },
  {
    zone: 'America/Havana',
    what: 'a midnight that is skipped',
    evening: '2027-03-14T02:00:00Z',
    midnight: '2027-03-14T05:00:00.000Z',
  },
  {
    zone: 'America/Havana',
    what: 'a midnight that comes twice',
    evening: '2027-11-07T02:00:00Z',
    midnight: '2027-11-07T04:00:00.000Z',
  },
  {
    zone: 'Atlantic/Azores',
    what: 'a midnight that is skipped',
    evening: '2027-03-27T22:00:00Z',
    midnight: '2027-03-28T01:00:00.000Z',
  },
  {
    zone: 'Atlantic/Azores',
    what: 'a midnight that comes twice',
    evening: '2027-10-30T22:00:00Z',
    midnight: '2027-10-31T00:00:00.000Z',
  },
];

async function worldIn(zone: string): Promise<World> {
  const world = await createWorld();
  await seed(world.server, { organizations: [{ slug: world.slug, time_zone: zone }] });
  return world;
}

async function tokensOf(application: Application, person: TestPerson): Promise<string> {
  const { answer } = await signIn(application, person);
  const { refresh_token: token = '' } = await application.redeem(answer);
  return token;
}

async function refreshes(application: Application, token: string): Promise<string | null> {
  try {
    return (await application.refresh(token)).refresh_token ?? null;
  } catch (error) {
    if (error instanceof ResponseBodyError && error.error === 'invalid_grant') return null;
    throw error;
  }
}

describe('by-midnight in the zone of the organization', () => {
  for (const { zone, what, evening, midnight } of nights) {
    it(`T5, T8, T9, T10, T12: signs out the unprotected at the first instant of the day in ${zone}: ${what}`, async () => {
      travelTo(evening);
      const world = await worldIn(zone);
      const mina = await tokensOf(world.application, world.mina);
      const api = await apiOf(world, world.olivia);
      const saved = await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'by-midnight' });
      expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
      expect([saved.body.state, saved.body.deadline]).to.deep.equal(['scheduled', midnight]);
      travelTo(new Date(Date.parse(midnight) - 600_000).toISOString());
      const tomas = await tokensOf(world.otherApplication, world.tomas);
      travelTo(new Date(Date.parse(midnight) - 2000).toISOString());
      const minaBefore = await refreshes(world.application, mina);
      expect(minaBefore, 'before midnight').to.be.a('string');
      const tomasBefore = await refreshes(world.otherApplication, tomas);
      travelTo(midnight);
      expect(await refreshes(world.application, minaBefore ?? ''), 'at midnight').to.equal(null);
      expect(await refreshes(world.otherApplication, tomasBefore ?? ''), 'protected').to.be.a('string');
      const { browser, answer } = await passPassword(world.application, world.mina);
      expect(answer.name).to.equal('mailbox');
      const enrolled = await enroll(world.server, browser, answer, world.mina.email);
      const claims = (await world.application.redeem(enrolled.answer)).claims();
      expect(claims?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    });
  }

  it('T12, ruling 16: a zone changed an hour before does not move the midnight that was announced', async () => {
    travelTo('2027-06-10T18:00:00Z');
    const world = await worldIn('Europe/Brussels');
    const path = `/organizations/${world.slug}/enforcement`;
    const operator = await operatorOf(world);
    const saved = await operator.put(path, { preset: 'by-midnight' });
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
    const { deadline } = saved.body;
    expect(deadline).to.equal('2027-06-10T22:00:00.000Z');
    travelTo('2027-06-10T21:00:00Z');
    await seed(world.server, { organizations: [{ slug: world.slug, time_zone: 'America/Havana' }] });
    const later = await operatorOf(world);
    expect((await later.get(path)).body.deadline).to.equal(deadline);
    expect((await later.put(path, { preset: 'by-midnight' })).body.deadline, 'saved again').to.equal(
      deadline,
    );
    travelTo(deadline);
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
  });

  it('T11: who enrols before is not signed out, and has nothing announced any more', async () => {
    travelTo('2027-06-10T18:00:00Z');
    const world = await worldIn('Europe/Brussels');
    const api = await apiOf(world, world.olivia);
    await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'by-midnight' });
    travelTo('2027-06-10T21:30:00Z');
    const parameters = { acr_values: 'urn:countersign:acr:2', scope: 'openid organization' };
    const { browser, answer } = await passPassword(world.application, world.mina, { parameters });
    const enrolled = await enroll(world.server, browser, answer, world.mina.email);
    const tokens = await world.application.redeem(enrolled.answer);
    travelTo('2027-06-10T21:59:00Z');
    const before = await refreshes(world.application, tokens.refresh_token ?? '');
    travelTo('2027-06-10T22:00:01Z');
    expect(await refreshes(world.application, before ?? '')).to.be.a('string');
  });

  it('ruling 18: before the deadline the claim says it is not required yet, with the deadline and the roles', async () => {
    travelTo('2027-06-10T18:00:00Z');
    const world = await worldIn('Europe/Brussels');
    const api = await apiOf(world, world.olivia);
    await api.put(`/organizations/${world.slug}/enforcement`, { preset: 'by-midnight' });
    const { answer } = await signIn(world.application, world.mina, {
      parameters: { scope: 'openid organization' },
    });
    const claims = (await world.application.redeem(answer)).claims();
    const organizations = claims?.organization as Record<
      string,
      { roles: string[]; mfa: Record<string, unknown> }
    >;
    const claim = organizations[world.slug];
    expect(claim?.roles).to.deep.equal(['member']);
    expect(claim?.mfa.required).to.equal(false);
    expect(new Date(String(claim?.mfa.deadline)).toISOString()).to.equal('2027-06-10T22:00:00.000Z');
  });
});
