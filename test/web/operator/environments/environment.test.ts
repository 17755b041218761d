import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { environmentPage } from '../../../../src/web/operator/environments/environment.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import type { Browser } from '../../../harness/browser.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, seed, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { environmentModel } from './support/models.ts';

describe("an environment at the operator's pages", () => {
  itIsSound(filled(environmentPage, environmentModel), {
    fields: ['percent', 'mfa', 'users', 'percent'],
    actions: ['preview', 'continue'],
  });
  const unasked = filled(environmentPage, { ...environmentModel, preview: null });
  itIsSound(unasked, { fields: ['percent'], actions: ['preview'] }, 'before it is asked for');

  it('says in red what off means, and only there', () => {
    const red = (mfa: 'on' | 'off') =>
      drawn(filled(environmentPage, { ...environmentModel, preview: { mfa, users: 0, percent: 0 } }));
    expect(red('off')).to.include('text-bad').and.to.include('A stolen password is then enough.');
    expect(red('off')).to.include('class="final"');
    expect(red('on')).not.to.include('text-bad').and.not.to.include('class="final"');
  });

  it('says of a pilot of one as of one of many', () => {
    for (const users of [1, 300]) {
      const preview = { mfa: 'pilot', users, percent: 5 } as const;
      const page = parse(drawn(filled(environmentPage, { ...environmentModel, preview })));
      expect(page.querySelector('[aria-labelledby=then] .lead')?.text).to.equal(
        `Second steps are asked of those listed by address (${users}), and of 5\u00a0% of all others. Nobody else is asked.`,
      );
    }
  });

  let world: World;
  let browser: Browser;
  let address: string;
  let name: string;

  before(async () => {
    world = await createWorld();
    name = `${world.slug}-staging`;
    const redirect = 'https://staging.example/cb';
    await seed(world.server, {
      environments: [{ name, mfa: 'on' }],
      clients: [
        {
          client_id: `${world.slug}-staged`,
          client_name: 'Staged wiki',
          client_secret: 'a secret for the staged wiki',
          redirect_uris: [redirect],
          environment: name,
        },
      ],
    });
    address = `${world.server.issuer}/operator/environments/${name}`;
    ({ browser } = await enterOperator(world, `/operator/environments/${name}`));
  });

  const saved = () => world.server.countersign.db.environments.find(name);

  it('L1, L3: names the clients before it becomes a pilot, and then does as was typed', async () => {
    const page = await browser.open(address);
    const users = `${world.tomas.email}\n\n ${world.mina.email.toUpperCase()} `;
    const wanted = { mfa: 'pilot', users, percent: '5' };
    const preview = await browser.submit(page, { action: 'preview', ...wanted });
    expect(preview.page.querySelector('[aria-labelledby=then]')?.text).to.include('Staged wiki');
    expect((await saved())?.mfa).to.equal('on');
    const done = await browser.follow(await browser.post(address, { action: 'continue', ...wanted }));
    expect(noticeOf(done)).to.equal(`${name} is a pilot now.`);
    expect(await saved()).to.deep.equal({
      name,
      mfa: 'pilot',
      pilot: { users: [world.mina.email, world.tomas.email].sort(), percent: 5 },
    });
    expect((await newestEvent(world, 'environment.changed'))?.actor).to.have.keys('kind', 'id');
  });

  it('says which lines hold no address, keeps what was typed, and changes nothing', async () => {
    const before = await saved();
    const users = `${world.tomas.email}\nnobody\n${world.mina.email}\nno address`;
    const refused = await browser.post(address, { action: 'preview', mfa: 'pilot', users, percent: '0' });
    expect(refused.status).to.equal(422);
    expect(refused.page.querySelector('#users-problem')?.text)
      .to.include('2: nobody')
      .and.to.include('4: no address');
    expect(refused.page.querySelector('#users')?.text).to.include('no address');
    expect((await browser.open(`${address}?kept`)).status).to.equal(200);
    for (const [field, value] of [
      ['percent', '101'],
      ['percent', 'x'],
      ['mfa', 'sometimes'],
      ['users', '"open'],
    ] as const) {
      const form = { action: 'continue', mfa: 'off', users: '', percent: '0', [field]: value };
      const again = await browser.post(address, form);
      expect(again.page.querySelector(`#${field}-problem`), value).not.to.equal(null);
    }
    expect(await saved()).to.deep.equal(before);
  });

  it('takes as many addresses as the API, and says so of more', async () => {
    const listed = (count: number) =>
      Array.from({ length: count }, (_, index) => `u${index}.person@${world.slug}.example`);
    const send = (users: readonly string[], action = 'preview') =>
      browser.post(address, { action, mfa: 'pilot', users: users.join('\r\n'), percent: '0' });
    const preview = await browser.follow(await send(listed(10_000)));
    expect(preview.page.querySelector('[aria-labelledby=then]')?.text).to.include('10,000');
    expect((await send(listed(10_000), 'continue')).status).to.equal(303);
    expect((await saved())?.pilot.users).to.have.length(10_000);
    const more = await send(listed(10_001));
    expect([more.status, more.page.querySelector('#users-problem')?.text]).to.deep.equal([
      413,
      'Error: These are too many addresses',
    ]);
    expect((await send(listed(20_000))).name).to.equal('error');
    expect((await saved())?.pilot.users).to.have.length(10_000);
    // At its own address alone.
    const elsewhere = `${world.server.issuer}/operator/organizations/${world.slug}`;
    const long = await browser.post(elsewhere, { action: 'domain', domain: 'x'.repeat(17_000) });
    expect([long.status, long.name]).to.deep.equal([413, 'error']);
    expect((await browser.post(`${address}/more`, { users: 'x'.repeat(17_000) })).status).to.be.within(
      404,
      413,
    );
  });

  it('is not there under another name', async () => {
    expect((await browser.open(`${address}-none`)).status).to.equal(404);
  });
});
