import { expect } from 'chai';
import { newLinkToken } from '../../../src/links/one-time-links.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { invite, joinAnew, mailedLink } from '../../harness/invitations.ts';
import { createWorld, type World } from '../../harness/world.ts';

const day = 24 * 60 * 60;

/** What the page of a link says in its first sentence. */
async function saidOf(link: string): Promise<[number, string | undefined]> {
  const { status, page } = await new Browser().open(link);
  return [status, page.querySelector('main p')?.text.trim()];
}

describe('the link of an invitation that has ended', () => {
  let world: World;
  let api: ApiClient;
  let email: string;

  const path = () => `/organizations/${world.slug}/invitations`;

  beforeEach(async () => {
    world = await createWorld();
    api = await apiOf(world, world.olivia);
    email = `nora@${world.slug}.example`;
  });

  it('says that it was accepted', async () => {
    const { link } = await invite(world, api, { email });
    await joinAnew(world.server, link, email);
    expect(await saidOf(link)).to.deep.equal([410, 'It was accepted already.']);
  });

  it('says that a newer one has replaced it, however that was made', async () => {
    const { id, link } = await invite(world, api, { email });
    expect((await api.post(`${path()}/${id}/resend`)).status).to.equal(200);
    const resent = await mailedLink(world.server, email);
    await invite(world, api, { email });
    for (const each of [link, resent])
      expect(await saidOf(each)).to.deep.equal([410, 'It was replaced by a newer one.']);
  });

  it('says that it was withdrawn, whoever did and why', async () => {
    const withdrawn = await invite(world, api, { email });
    expect((await api.delete(`${path()}/${withdrawn.id}`)).status).to.equal(204);
    const toErased = await invite(world, api, { email: world.greta.email });
    const operator = await operatorOf(world);
    expect((await operator.delete(`/users/${encodeURIComponent(world.greta.email)}`)).status).to.equal(204);
    for (const { link } of [withdrawn, toErased])
      expect(await saidOf(link)).to.deep.equal([410, 'It was withdrawn.']);
  });

  it('says that it is too old, also once it was cleared away, and for thirty days', async () => {
    const { link } = await invite(world, api, { email });
    const tooOld = [410, 'It is older than a week.'];
    travel(7 * day + 1);
    expect(await saidOf(link)).to.deep.equal(tooOld);
    await world.server.countersign.sweep(new Date());
    expect(await saidOf(link)).to.deep.equal(tooOld);
    travel(29 * day);
    await world.server.countersign.sweep(new Date());
    expect(await saidOf(link)).to.deep.equal(tooOld);
    travel(2 * day);
    await world.server.countersign.sweep(new Date());
    expect((await saidOf(link))[1]).to.include('used, replaced by a newer one or withdrawn');
  });

  it('says of one that never was no more than that it is no good', async () => {
    const [status, text] = await saidOf(`${world.server.issuer}/invitations/${newLinkToken()}`);
    expect(status).to.equal(410);
    expect(text).to.include('used, replaced by a newer one or withdrawn');
  });
});
