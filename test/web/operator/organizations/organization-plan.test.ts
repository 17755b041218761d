import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { organizationPlanPage } from '../../../../src/web/operator/organizations/organization-plan.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { operatorOf } from '../../../harness/api.ts';
import { noticeOf } from '../../../harness/areas.ts';
import type { Browser } from '../../../harness/browser.ts';
import { enterOperator } from '../../../harness/operators.ts';
import { createWorld, everyoneNow, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { organizationPlanModel } from './support/models.ts';

describe("another plan at the operator's pages", () => {
  itIsSound(filled(organizationPlanPage, organizationPlanModel), {
    fields: ['version', 'trial_ends', 'version', 'plan', 'trial_ends'],
    actions: ['preview', 'continue'],
  });
  const unchosen = { ...organizationPlanModel, preview: null };
  itIsSound(
    filled(organizationPlanPage, unchosen),
    { fields: ['version', 'trial_ends'], actions: ['preview'] },
    'unchosen',
  );

  it('says of a plan without a limit of seats only how many are in use', () => {
    const fits = { plan: 'enterprise', enforcementAllowed: true, incompatible: [], trialEndsAt: null };
    const preview = { ...fits, seats: null, seatsInUse: 50 };
    const page = parse(drawn(filled(organizationPlanPage, { ...organizationPlanModel, preview })));
    expect(page.querySelector('[aria-labelledby=then] li')?.text).to.match(/^50 in use, without a limit$/);
  });

  let world: World;
  let browser: Browser;
  let address: string;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow, plan: 'team' });
    const path = `/operator/organizations/${world.slug}/plan`;
    address = `${world.server.issuer}${path}`;
    ({ browser } = await enterOperator(world, path));
  });

  const saved = () => world.server.countersign.db.organizations.findBySlug(world.slug);

  it('D25, T14: says what it would not allow before anything changes, and then changes it', async () => {
    const page = await browser.open(address);
    const preview = await browser.submit(page, { action: 'preview', plan: 'free', trial_ends: '' });
    expect(preview.page.text).to.include('would be switched off at once');
    expect((await saved())?.plan).to.equal('team');
    const version = preview.page.querySelector('input[name=version]')?.getAttribute('value') ?? '';
    const form = { action: 'continue', plan: 'free', trial_ends: '', version };
    const done = await browser.follow(await browser.post(address, form));
    expect(noticeOf(done)).to.equal(`${world.slug.toUpperCase()} is on the plan free now.`);
    expect((await saved())?.plan).to.equal('free');
    expect(done.page.querySelector('.shield.ground')?.text).to.equal('Not enforcing');
  });

  it('ends a trial with the beginning of a day where the organization is', async () => {
    const { id = '' } = (await saved()) ?? {};
    await world.server.countersign.db.sql(
      "UPDATE organizations SET time_zone = 'America/New_York' WHERE id = $1",
      [id],
    );
    const { version = 0 } = (await saved()) ?? {};
    const form = { action: 'continue', plan: 'team', trial_ends: '2031-07-01', version: String(version) };
    expect((await browser.post(address, form)).status).to.equal(303);
    expect((await saved())?.trialEndsAt?.toISOString()).to.equal('2031-07-01T04:00:00.000Z');
    expect((await browser.open(address)).page.querySelector('#trial_ends')?.getAttribute('value')).to.equal(
      '2031-07-01',
    );
  });

  it('is refused where somebody else has changed the plan since the preview was drawn', async () => {
    const page = await browser.open(address);
    const preview = await browser.submit(page, { action: 'preview', plan: 'free', trial_ends: '' });
    const version = preview.page.querySelector('input[name=version]')?.getAttribute('value') ?? '';
    const operator = await operatorOf(world);
    const theirs = await operator.put(`/organizations/${world.slug}/plan`, { plan: 'enterprise' });
    expect(theirs.status).to.equal(200);
    const refused = await browser.post(address, {
      action: 'continue',
      plan: 'free',
      trial_ends: '',
      version,
    });
    expect([refused.status, (await saved())?.plan]).to.deep.equal([412, 'enterprise']);
  });

  it('refuses beside its field what is no plan, and no day ahead', async () => {
    for (const [field, value] of [
      ['plan', 'gold'],
      ['trial_ends', '2001-01-01'],
      ['trial_ends', '2031-02-30'],
      ['trial_ends', 'soon'],
    ] as const) {
      for (const action of ['preview', 'continue']) {
        const refused = await browser.post(address, { action, plan: 'free', trial_ends: '', [field]: value });
        expect(refused.status, value).to.equal(422);
        expect(refused.page.querySelector(`#${field}-problem`), value).not.to.equal(null);
      }
      expect((await browser.open(`${address}?kept`)).status, value).to.equal(200);
    }
  });
});
