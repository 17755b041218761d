import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { memberPage } from '../../../../src/web/console/members/member.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { joinedBy } from '../../../harness/members.ts';
import { createWorld, everyoneNow, signIn } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { elsewhereModel, memberModel, ownModel } from './support/models.ts';
import { exempted, leaveToOthers, mainText, visitMember } from './support/visits.ts';

const links = (html: string) =>
  parse(html)
    .querySelectorAll('main a.button')
    .map((link) => link.getAttribute('href')?.split('/').at(-1));

describe('the page member', () => {
  itIsSound(filled(memberPage, memberModel), { fields: [], actions: ['remind'] });

  it('keeps what takes something away apart from what helps, and says why a reminder has to wait', () => {
    const page = parse(drawn(filled(memberPage, memberModel)));
    const [help] = page.querySelectorAll('section.rows');
    expect(help?.querySelector('.danger')).to.equal(null);
    expect(page.querySelectorAll('section[aria-labelledby=ends] a.danger')).to.have.length(3);
    expect(help?.querySelector('button[disabled]')?.text).to.equal('Remind');
    expect(help?.text).to.match(/Reminded .*; again from /);
    expect(mainText({ page }))
      .to.include('Exempt until 13 December 2026')
      .and.include('New phone is on its way');
  });

  it('offers what works where the account is not managed here, and nothing of the kind about oneself', () => {
    expect(links(drawn(filled(memberPage, elsewhereModel)))).to.not.include.members([
      'ticket',
      'reset-device',
    ]);
    expect(drawn(filled(memberPage, elsewhereModel))).to.include('/not-managed"');
    const own = drawn(filled(memberPage, ownModel));
    expect(links(own)).to.not.include.members(['reset-device']);
    expect(mainText({ page: parse(own) })).to.include('This is you.');
  });

  it('T3: offers nothing that the plan does not have, and says so instead', () => {
    expect(links(drawn(filled(memberPage, memberModel)))).to.include.members(['enforce', 'override']);
    const html = drawn(filled(memberPage, { ...memberModel, withoutEnforcement: 'not_allowed' }));
    expect(links(html)).to.include('reset-device').and.not.include('enforce').and.not.include('override');
    expect(mainText({ page: parse(html) })).to.include('Your plan cannot require a second step.');
    expect(html, 'what stands can be taken back').to.include('/override"');
    const nothing = { ...memberModel.member, override: null };
    const plain = filled(memberPage, { ...memberModel, member: nothing, withoutEnforcement: 'trial_ended' });
    expect(drawn(plain)).to.include('The trial has ended').and.not.include('/override"');
  });

  it('says why somebody is bound, and reminds them once a day', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await visitMember(world, { to: world.mina });
    expect(mainText(answer)).to.include('has required it of everyone since').and.include('Pending');
    const before = (await mailsTo(world.server, world.mina.email)).length;
    const done = await browser.submit(answer, { action: 'remind' });
    expect(noticeOf(done)).to.equal('Mina was reminded by e-mail.');
    expect(done.page.querySelector('button[disabled]')?.text).to.equal('Remind');
    expect(mainText(done)).to.include('Reminded today').and.include('What happened');
    const again = await browser.submit(done, { action: 'remind' });
    expect(again.status).to.equal(429);
    expect(await mailsTo(world.server, world.mina.email)).to.have.length(before + 1);
  });

  it('is of members of this organization alone, whoever asks', async () => {
    const world = await createWorld();
    const { browser, address } = await visitMember(world, { to: world.mina });
    const base = address.slice(0, address.lastIndexOf('/'));
    for (const id of ['x', '00000000-0000-4000-8000-000000000000', await idOfGreta()])
      expect((await browser.open(`${base}/${id}`)).status, id).to.equal(404);
    async function idOfGreta() {
      return (await world.server.countersign.db.people.byEmail(world.greta.email))?.user.id ?? '';
    }
  });

  it('shows an administrator that owners are out of reach, and nobody what a person does elsewhere', async () => {
    const world = await createWorld();
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { answer } = await visitMember(world, { as: ada, to: world.olivia });
    expect(mainText(answer)).to.include('Only owners change administrators and owners.');
    expect(answer.page.querySelectorAll('a.danger')).to.have.length(0);
    await leaveToOthers(world, world.mina);
    const mina = await visitMember(world, { as: ada, to: world.mina, step: 1 });
    expect(mainText(mina.answer)).to.include('Not ').and.not.include('Sessions');
  });

  it('names the network of what they did themselves, and none of what an administrator did', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await signIn(world.application, world.tomas);
    const { browser, answer } = await visitMember(world, { to: world.tomas, rest: '/suspension' });
    const { page } = await browser.submit(answer, { action: 'suspend' });
    const lines = page.querySelectorAll('.time-line li').map((line) => line.text.replaceAll(/\s+/g, ' '));
    const [suspended, signedIn] = ['was suspended', 'igned in'].map((words) =>
      lines.find((line) => line.includes(words)),
    );
    expect(suspended).to.match(/, \d\d:\d\d · Olivia$/);
    expect(signedIn).to.match(/, \d\d:\d\d · 127\.0\.0\.1$/);
  });

  it('offers no reminder to an exempt member, who has no second step', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await exempted(world, world.mina);
    const { answer } = await visitMember(world, { to: world.mina });
    expect(mainText(answer)).to.include('There is nothing to remind of');
    expect(answer.page.querySelector('button[value=remind][disabled]')?.text).to.equal('Remind');
  });
});
