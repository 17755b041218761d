import { expect } from 'chai';
import { organizationsPage } from '../../../../src/web/operator/organizations/organizations.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import type { Answer, Browser } from '../../../harness/browser.ts';
import { enterOperator } from '../../../harness/operators.ts';
import { createWorld, everyoneNow, seed, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { organizationsModel } from './support/models.ts';

const rows = ({ page }: Answer) =>
  page.querySelectorAll('tbody tr').map(({ text }) => text.replaceAll(/\s+/g, ' ').trim());

describe("the operator's organizations", () => {
  itIsSound(filled(organizationsPage, organizationsModel), { fields: ['q'], actions: [] });

  let world: World;
  let browser: Browser;
  const path = '/operator/organizations';

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow });
    ({ browser } = await enterOperator(world, path));
  });

  it('are found by part of their name, with members, protection and enforcement', async () => {
    const answer = await browser.open(`${world.server.issuer}${path}?q=${world.slug.toUpperCase()}`);
    expect(rows(answer)).to.have.length(1);
    expect(rows(answer)[0]).to.match(
      new RegExp(`^${world.slug.toUpperCase()} ${world.slug} .*enterprise .*3 .*66 % .*Enforcing$`),
    );
    expect(answer.page.querySelector('tbody a')?.getAttribute('href')).to.equal(`${path}/${world.slug}`);
  });

  it('are filtered by plan and by whether they enforce, and a pattern finds nothing but itself', async () => {
    const other = await createWorld({ plan: 'free' });
    const found = async (query: string) => rows(await browser.open(`${world.server.issuer}${path}?${query}`));
    expect(await found(`q=${world.slug}&phase=on`)).to.have.length(1);
    expect(await found(`q=${world.slug}&phase=off`)).to.have.length(0);
    expect(await found(`q=${other.slug}&phase=off&plan=free`)).to.have.length(1);
    expect(await found(`q=${other.slug}&plan=team`)).to.have.length(0);
    for (const odd of ['%25', '%5C', `${world.slug[0]}_`])
      expect(await found(`q=${odd}`), odd).to.have.length(0);
  });

  it('are 50 on a page, and a filter by state goes on over pages with no other state among them', async () => {
    const prefix = `p${world.slug}`;
    const slugs = Array.from({ length: 53 }, (_, index) => `${prefix}-${String(index).padStart(2, '0')}`);
    await seed(world.server, { organizations: slugs.map((slug) => ({ slug, name: slug, plan: 'free' })) });
    const enforcing = { slug: `${prefix}-99`, name: `${prefix}-99`, enforcement: everyoneNow };
    await seed(world.server, { organizations: [enforcing] });
    for (const [query, others] of [
      [`q=${prefix}`, 4],
      [`q=${prefix}&phase=off`, 3],
    ] as const) {
      const first = await browser.open(`${world.server.issuer}${path}?${query}`);
      expect(rows(first), query).to.have.length(50);
      const next = first.page.querySelector('.rows footer a.button')?.getAttribute('href') ?? '';
      const second = await browser.open(`${world.server.issuer}${next}`);
      expect(rows(second), query).to.have.length(others);
      expect(second.page.querySelector('.rows footer a.button'), query).to.equal(null);
    }
  });
});
