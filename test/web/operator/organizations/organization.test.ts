import { expect } from 'chai';
import { parse } from 'node-html-parser';
import {
  organizationPage,
  type ShownEnforcement,
} from '../../../../src/web/operator/organizations/organization.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import type { Answer, Browser } from '../../../harness/browser.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, everyoneNow, type World } from '../../../harness/world.ts';
import { midnight } from '../../support/frames.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { organizationModel } from './support/models.ts';

const textOf = ({ page }: Answer, selector: string) =>
  page.querySelector(selector)?.text.replaceAll(/\s+/g, ' ').trim() ?? '';

describe("an organization at the operator's pages", () => {
  itIsSound(filled(organizationPage, organizationModel), {
    fields: ['version', 'seats', 'version', 'domain'],
    actions: ['seats', 'domain'],
  });

  it('says of a policy what holds, and nothing that is at odds with it', () => {
    const saidOf = (enforcement: ShownEnforcement) =>
      parse(drawn(filled(organizationPage, { ...organizationModel, enforcement })))
        .querySelectorAll('[aria-labelledby=protection] dd')
        .at(-1)
        ?.text.trim();
    expect(saidOf({ phase: 'off', from: null, required: 'nobody' })).to.equal(
      'Nothing is required of anybody at present.',
    );
    expect(saidOf({ phase: 'on', from: midnight, required: 'nobody' })).to.match(
      /^Two-step sign-in is asked of chosen people alone\. In effect since .+\.$/,
    );
    for (const phase of ['on', 'off'] as const)
      expect(saidOf({ phase, from: null, required: 'unreadable' })).to.equal(
        'The stored policy cannot be read, so nobody gets in.',
      );
  });

  let world: World;
  let browser: Browser;
  let address: string;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow, plan: 'team' });
    address = `${world.server.issuer}/operator/organizations/${world.slug}`;
    ({ browser } = await enterOperator(world, `/operator/organizations/${world.slug}`));
  });

  it('shows what its administrators see: protection, policy, owners, domains, what happened', async () => {
    const answer = await browser.open(address);
    const protection = textOf(answer, '[aria-labelledby=protection]');
    expect(protection).to.include('Members3').and.to.include('Protected 2').and.to.include('Pending 1');
    expect(protection).to.include('Two-step sign-in is asked of everyone. In effect since');
    expect(textOf(answer, '[aria-labelledby=profile]')).to.include(world.olivia.email);
    expect(textOf(answer, '[aria-labelledby=events]')).to.include('The organization was created');
  });

  it('gets another number of seats, unless more are in use', async () => {
    const page = await browser.open(address);
    const done = await browser.submit(page, { action: 'seats', seats: '9' });
    expect(noticeOf(done)).to.equal(`Seats of ${world.slug.toUpperCase()} now: 9.`);
    for (const seats of ['2', '0', 'many']) {
      const refused = await browser.post(address, { action: 'seats', seats, version: versionOf(done) });
      expect(refused.status, seats).to.be.oneOf([409, 422]);
      expect(refused.page.querySelector('#seats-problem'), seats).not.to.equal(null);
    }
    expect((await world.server.countersign.db.organizations.findBySlug(world.slug))?.seats).to.equal(9);
  });

  it("has a domain verified by the operator's word, with those it has", async () => {
    const { db } = world.server.countersign;
    const domain = `more-${world.slug}.example`;
    const done = await browser.submit(await browser.open(address), { action: 'domain', domain });
    expect(noticeOf(done)).to.include(`${domain} is verified`);
    const organization = await db.organizations.findBySlug(world.slug);
    expect(await db.domains.of(organization?.id ?? '')).to.deep.equal(
      [domain, `${world.slug}.example`].sort(),
    );
    expect((await newestEvent(world, 'organization.updated'))?.actor.kind).to.equal('operator');
  });

  it('overwrites nothing that somebody else has changed since', async () => {
    const refused = await browser.post(address, { action: 'seats', seats: '8', version: '1' });
    expect(refused.status).to.equal(412);
    expect((await world.server.countersign.db.organizations.findBySlug(world.slug))?.seats).to.equal(9);
  });

  it('is not there under a name that nothing has', async () => {
    expect((await browser.open(`${address}-none`)).status).to.equal(404);
  });
});

function versionOf({ page }: Answer): string {
  return page.querySelector('input[name=version]')?.getAttribute('value') ?? '';
}
