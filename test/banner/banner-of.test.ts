import { expect } from 'chai';
import { bannerOf } from '../../banner/countersign-banner.js';
import { createWorld, signIn } from '../harness/world.ts';

const now = Date.parse('2026-11-28T13:00:00Z');
const issuer = 'https://id.example';
const deadline = '2026-11-30T23:00:00.000Z';

const asking = (over: object = {}) => ({
  acme: { mfa: { required: false, satisfied: true, by: null, deadline, ...over } },
});

describe('the banner of an application', () => {
  it('says who asks, from when, how many days are left and where it is set up', () => {
    expect(bannerOf(asking(), { issuer, now })).to.deep.equal({
      organization: 'acme',
      deadline,
      daysLeft: 3,
      setUpUrl: 'https://id.example/account/security',
    });
  });

  it('names the nearest of several', () => {
    const later = { globex: { mfa: { by: null, deadline: '2026-12-24T00:00:00.000Z' } } };
    expect(bannerOf({ ...later, ...asking() }, { issuer, now })?.organization).to.equal('acme');
  });

  it('is none for whoever has proven it, where nothing is announced, and once it is over', () => {
    const none = [asking({ by: 'proof' }), asking({ deadline: null }), { acme: {} }, {}, null, undefined];
    for (const claim of none) expect(bannerOf(claim, { issuer, now }), JSON.stringify(claim)).to.equal(null);
    expect(bannerOf(asking(), { issuer, now: Date.parse(deadline) })).to.equal(null);
  });

  it('reads what the server says: T6 of who has no factor, T7 not of who has proven one', async () => {
    const at = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000).toISOString();
    const enforcement = { required: 'everyone', activation: { deadline: at }, sessions: 'end_at_deadline' };
    const { application, mina, tomas, slug, server } = await createWorld({ enforcement });
    const bannerFor = async (person: typeof mina) => {
      const { answer } = await signIn(application, person, { parameters: { scope: 'openid organization' } });
      const claim = (await application.redeem(answer)).claims()?.organization;
      return bannerOf(claim as Parameters<typeof bannerOf>[0], { issuer: server.issuer });
    };
    expect(await bannerFor(mina)).to.deep.include({ organization: slug, daysLeft: 3, deadline: at });
    expect(await bannerFor(tomas)).to.equal(null);
  });
});
