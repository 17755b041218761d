import { expect } from 'chai';
import { removeDomain } from '../../../../src/organizations/profile/remove-domain.ts';
import { organizationDomainPage } from '../../../../src/web/operator/organizations/organization-domain.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, seed, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { organizationDomainModel } from './support/models.ts';

describe('a domain that the operator takes from an organization', () => {
  itIsSound(filled(organizationDomainPage, organizationDomainModel), { fields: [], actions: ['continue'] });

  it('tells of joining where people join by it', () => {
    const html = (joinByDomain: boolean) =>
      drawn(filled(organizationDomainPage, { ...organizationDomainModel, joinByDomain }));
    expect(html(true)).to.include('join by themselves');
    expect(html(false)).not.to.include('join by themselves');
  });

  let world: World;
  const db = () => world.server.countersign.db;
  const pathOf = (domain: string) => `/operator/organizations/${world.slug}/domains/${domain}/remove`;

  async function idAndDomains() {
    const { id = '' } = (await db().organizations.findBySlug(world.slug)) ?? {};
    return { id, domains: await db().domains.of(id) };
  }

  beforeEach(async () => {
    world = await createWorld();
  });

  it('is gone after a page that says what follows, and can be verified again', async () => {
    const domain = `${world.slug}.example`;
    const { browser, answer } = await enterOperator(world, `/operator/organizations/${world.slug}`);
    const link = answer.page.querySelector(`a[href="${pathOf(domain)}"]`);
    expect(link?.text).to.equal(`Remove ${domain}`);
    const page = await browser.open(`${world.server.issuer}${pathOf(domain)}`);
    expect((await idAndDomains()).domains).to.deep.equal([domain]);
    const done = await browser.submit(page, {});
    expect(noticeOf(done)).to.include(`${domain} no longer belongs to`);
    expect((await idAndDomains()).domains).to.deep.equal([]);
    expect((await newestEvent(world, 'organization.updated'))?.actor.kind).to.equal('operator');
    expect((await browser.open(`${world.server.issuer}${pathOf(domain)}`)).status).to.equal(404);
    expect((await browser.post(`${world.server.issuer}${pathOf(domain)}`, {})).status).to.equal(404);
    const again = await browser.submit(done, { action: 'domain', domain });
    expect(noticeOf(again)).to.include('is verified');
  });

  it('does not come back when another is taken in the same moment', async () => {
    const [one, two] = [`one.${world.slug}.example`, `two.${world.slug}.example`];
    await seed(world.server, { organizations: [{ slug: world.slug, domains: [one, two] }] });
    const { id: organizationId } = await idAndDomains();
    const acting = { actor: { kind: 'operator' }, admin: null, now: new Date() } as const;
    await Promise.all(
      [one, two].map((domain) =>
        removeDomain({ db: db(), issuer: new URL(world.server.issuer) }, acting, { organizationId, domain }),
      ),
    );
    expect((await idAndDomains()).domains)
      .not.to.include(one)
      .and.not.to.include(two);
  });

  it('is taken by operators alone', async () => {
    const { browser } = await enterArea(`${world.server.issuer}/account`, world.olivia);
    const address = `${world.server.issuer}${pathOf(`${world.slug}.example`)}`;
    expect((await browser.open(address)).status).to.equal(404);
    expect((await browser.post(address, {})).status).to.equal(404);
    expect((await idAndDomains()).domains).to.have.length(1);
  });
});
