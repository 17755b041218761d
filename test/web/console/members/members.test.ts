import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { membersPage } from '../../../../src/web/console/members/members.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import type { Answer } from '../../../harness/browser.ts';
import { createWorld, everyoneNow, seed, type World } from '../../../harness/world.ts';
import { crowdedWorld } from '../../../long-jobs/support/crowd.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { memberIds, membersModel } from './support/models.ts';
import { exempted } from './support/visits.ts';

type Page = Pick<Answer, 'page'>;

const rows = ({ page }: Page) =>
  page.querySelectorAll('tbody tr').map((row) => ({
    name: row.querySelector('th a')?.text.trim() ?? '',
    text: row.text.replaceAll(/\s+/g, ' ').trim(),
  }));

const textOf = ({ page }: Page) => page.querySelector('main')?.text.replaceAll(/\s+/g, ' ') ?? '';

async function fill({ server, slug }: World, count: number): Promise<void> {
  const emails = Array.from({ length: count }, (_, n) => `m${String(n).padStart(3, '0')}@${slug}.example`);
  await seed(server, {
    users: emails.map((email) => ({ email, email_verified: true, name: `Zoe Okafor ${email.slice(0, 4)}` })),
    organizations: [{ slug, members: emails.map((email) => ({ email, role: 'member' })) }],
  });
}

describe('the page members', () => {
  itIsSound(filled(membersPage, membersModel), {
    fields: ['q', ...memberIds],
    actions: ['remind', 'require', 'exempt', 'inherit', 'reset_passwords', 'select_all'],
  });

  it('M2, M3, M4, M5: has a shield for each, with word and explanation, and what was said of them alone', () => {
    const page = parse(drawn(filled(membersPage, membersModel)));
    const [ann, bram, elif, carla] = rows({ page });
    expect(ann?.text).to.include('Owner').and.include('Protected').and.include('App Key');
    expect(bram?.text)
      .to.include('Pending until 1 Dec')
      .and.include('Locked until 01:00')
      .and.include('Never');
    expect(elif?.text).to.include('Unprotected').and.include('Exempt until 9 Dec').and.include('Locked');
    expect(carla?.text).to.include('Required').and.include('Suspended');
    for (const shield of page.querySelectorAll('button.shield')) {
      const tip = page.querySelector(`#${shield.getAttribute('popovertarget')}`);
      expect(tip?.text.trim()).to.have.length.above(20);
    }
  });

  it('says of seats without a limit how many are in use, and no number of the free ones', () => {
    const counts = { ...membersModel.counts, seats: null };
    const card = parse(drawn(filled(membersPage, { ...membersModel, counts }))).querySelector(
      '[aria-labelledby=seats]',
    );
    expect(card?.querySelector('.value')?.text).to.equal(`${counts.seatsInUse} in use`);
    expect(card?.text).not.to.include('free');
  });

  it('D2, D5: says beside the seats what is enforced, and leads to who is not protected', () => {
    const page = parse(drawn(filled(membersPage, membersModel)));
    const [seats, enforcement] = page.querySelectorAll('.cards .card');
    expect(seats?.text).to.include('51 of 55 in use').and.include('4 seats are free.');
    expect(enforcement?.text).to.include('From 1 December 2026, 00:00');
    expect(enforcement?.querySelectorAll('a').map((link) => link.getAttribute('href'))).to.deep.equal([
      '/console/acme/members?status=unprotected',
      '/console/acme/members?status=pending',
      '/console/acme/enforcement',
    ]);
  });

  it('T3: offers to require nothing of those who are ticked where the plan has no enforcement', () => {
    const enforcement = { ...membersModel.enforcement, state: 'no_plan' } as const;
    const actions = (model: typeof membersModel) =>
      parse(drawn(filled(membersPage, model)))
        .querySelectorAll('.bulk button')
        .map((button) => button.getAttribute('value'));
    expect(actions({ ...membersModel, enforcement })).to.deep.equal([
      'remind',
      'inherit',
      'reset_passwords',
      'select_all',
    ]);
    expect(actions(membersModel)).to.include.members(['require', 'exempt']);
  });

  it('says in which states enforcement can be', () => {
    const states = { off: 'Off', on: 'On since', no_plan: 'Not in your plan', unreadable: 'Cannot be read' };
    for (const [state, word] of Object.entries(states)) {
      const enforcement = { ...membersModel.enforcement, state: state as 'off' };
      const page = parse(drawn(filled(membersPage, { ...membersModel, enforcement })));
      expect(page.querySelectorAll('.cards .card')[1]?.text, state).to.include(word);
    }
  });

  it('M1: is there for administrators alone', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { answer } = await enterArea(address, world.olivia);
    expect([answer.status, answer.name]).to.deep.equal([200, 'members']);
    expect(rows(answer).map(({ name }) => name)).to.deep.equal(['Mina', 'Olivia', 'Tomas']);
    for (const person of [world.tomas, world.greta])
      expect((await enterArea(address, person)).answer.status, person.email).to.equal(404);
  });

  it('finds by each filter, names it as a chip that removes it, and keeps the rest', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { browser, answer } = await enterArea(`${address}?factor=none&role=member`, world.olivia);
    expect(rows(answer).map(({ name }) => name)).to.deep.equal(['Mina']);
    expect(textOf(answer)).to.include('1 of 3 matches').and.include('Filters (2)');
    const chips = answer.page.querySelectorAll('a.chip');
    expect(chips.map((chip) => chip.getAttribute('href'))).to.deep.equal([
      `/console/${world.slug}/members?factor=none`,
      `/console/${world.slug}/members?role=member`,
    ]);
    const others = [
      ['q=OLIV', 'Olivia'],
      ['status=protected&sort=email', 'Olivia,Tomas'],
      ['override=inherit&suspended=false', 'Mina,Olivia,Tomas'],
      ['role=owner&role=member', 'Mina,Olivia,Tomas'],
      ['status=strange', 'Mina,Olivia,Tomas'],
      ['exempt_ends_before=2030-01-01T00:00:00Z', ''],
    ];
    for (const [query, names] of others) {
      const found = await browser.open(`${address}?${query}`);
      expect(
        rows(found)
          .map(({ name }) => name)
          .join(),
        query,
      ).to.equal(names);
    }
    expect(textOf(await browser.open(`${address}?suspended=true`))).to.include('Nobody matches');
  });

  it('has 50 on a page in the order that was chosen, and says which that is', async () => {
    const world = await createWorld();
    await fill(world, 60);
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(rows(answer)).to.have.length(50);
    expect(answer.body.length, 'bytes').to.be.below(40_000);
    expect(textOf(answer)).to.include('63 of 63 match').and.include('Choose all 63 that match');
    const next = answer.page.querySelector('.rows footer a.button')?.getAttribute('href') ?? '';
    const second = await browser.open(new URL(next, address).href);
    expect(rows(second)).to.have.length(13);
    expect(second.page.querySelector('.rows footer a')?.getAttribute('href')).to.equal(
      `/console/${world.slug}/members`,
    );
    const byEmail = await browser.open(`${address}?sort=email`);
    expect(rows(byEmail)[0]?.name).to.equal('Zoe Okafor m000');
    expect(byEmail.page.querySelector('th[aria-sort=ascending] a[aria-current]')?.text).to.equal('E-mail');
    const searched = await browser.open(`${address}?q=zoe`);
    expect(textOf(searched)).to.include('More than 50 of 63 match').and.include('Choose all that match');
    expect((await browser.open(`${address}?cursor=x`)).status).to.equal(404);
    expect(
      (await browser.open(`${address}?sort=email&${new URL(next, address).search.slice(1)}`)).status,
    ).to.equal(404);
  });

  it('changes nobody where nobody was chosen, and chooses all that match', async () => {
    const world = await createWorld();
    await fill(world, 60);
    const address = `${world.server.issuer}/console/${world.slug}/members?q=zoe`;
    const { browser } = await enterArea(address, world.olivia);
    const refused = await browser.post(address, { action: 'remind' });
    expect(refused.status).to.equal(422);
    expect(textOf(refused)).to.include('Nobody is chosen.');
    const all = await browser.follow(await browser.post(address, { action: 'select_all' }));
    expect(new URL(all.url).search).to.equal('?q=zoe&all=1');
    expect(textOf(all)).to.include('All that match are chosen');
    expect(all.page.querySelectorAll('tbody input[checked][disabled]')).to.have.length(50);
  });

  it('leads on among those alone whom the filter finds', async () => {
    const world = await crowdedWorld({}, 60);
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { browser, answer } = await enterArea(`${address}?role=member`, world.olivia);
    const next = answer.page.querySelector('.rows footer a.button')?.getAttribute('href') ?? '';
    const second = await browser.open(new URL(next, address).href);
    const names = [...rows(answer), ...rows(second)].map(({ name }) => name);
    expect(names).to.have.length(62).and.include('Tomas').and.not.include('Olivia');
  });

  it('shows nobody as exempt whose exemption has run out', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await exempted(world, world.mina, '2020-01-01');
    await exempted(world, world.tomas, '2999-01-01');
    const address = `${world.server.issuer}/console/${world.slug}/members`;
    const { answer } = await enterArea(address, world.olivia);
    const tagged = rows(answer).map(({ name, text }) => [name, text.includes('Exempt')]);
    expect(tagged).to.deep.equal([
      ['Mina', false],
      ['Olivia', false],
      ['Tomas', true],
    ]);
  });
});
