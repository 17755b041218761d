import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { sessionsPage } from '../../../src/web/account/sessions.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../harness/areas.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { sessionsModel } from './support/models.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

/** The text and the button of each session on the page. */
function listed({ page }: Answer) {
  return page.querySelectorAll('li.item').map((item) => ({
    text: item.text.replaceAll(/\s+/g, ' ').trim(),
    id: item.querySelector('button[name=session]')?.getAttribute('value') ?? '',
  }));
}

describe('the page sessions', () => {
  itIsSound(filled(sessionsPage, sessionsModel), { fields: [], actions: [] });

  it('says that the present session is the only one, or that not all are shown', () => {
    const [current] = sessionsModel.sessions;
    if (current === undefined) throw new Error('the sample has no session');
    const only = parse(drawn(filled(sessionsPage, { ...sessionsModel, sessions: [current] })));
    expect(only.text).to.include('Only this one.');
    expect(only.querySelector('a[href="/account/sessions/others"]')).to.equal(null);
    const many = parse(drawn(filled(sessionsPage, { ...sessionsModel, hasMore: true })));
    expect(many.text).to.include('The 3 newest are shown');
  });

  let world: World;
  let address: string;

  before(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/account/sessions`;
  });

  it('has the present session first, each with its browser and its applications', async () => {
    const phone = new Browser({ 'user-agent': safari });
    await signIn(world.application, world.tomas, { browser: phone });
    const desk = new Browser({ 'user-agent': firefox });
    await enterArea(address, world.tomas, { browser: desk, step: 1 });
    const [current, ...others] = listed(await desk.open(address));
    expect(current?.text).to.match(/^Firefox on Linux This browser Last seen: today, \d\d:\d\d · Network: /);
    expect(current?.text).to.include('Second step with the app: today');
    expect(current?.text).not.to.include('Applications: ');
    expect(others).to.have.length(1);
    expect(others[0]?.text).to.match(/^Safari on iOS Last seen: today/);
    expect(others[0]?.text).to.include('Applications: ');
  });

  it('ends another session at once, and says so', async () => {
    const { browser: stolen } = await enterArea(address, world.mina);
    const { browser, answer } = await enterArea(address, world.mina);
    const [, other] = listed(answer);
    const ended = await browser.submit(answer, { session: other?.id ?? '' });
    expect(noticeOf(ended)).to.include('The session was ended.');
    expect(listed(ended)).to.have.length(1);
    expect(noticeOf(await browser.open(address))).to.equal(null);
    expect((await stolen.open(address)).name).to.equal('password');
  });

  it('leads to the first page when the present session is ended', async () => {
    const { browser, answer } = await enterArea(address, world.greta);
    const left = await browser.submit(answer, { session: listed(answer)[0]?.id ?? '' });
    expect([left.url, left.name]).to.deep.equal([`${world.server.issuer}/`, 'home']);
    expect((await browser.open(address)).name).to.equal('password');
  });

  it('finds no session of somebody else, and none by what is no id', async () => {
    const { answer: theirs } = await enterArea(address, world.mina);
    const { browser } = await enterArea(address, world.greta);
    for (const session of [listed(theirs)[0]?.id ?? '', 'x', '']) {
      const refused = await browser.post(address, { session });
      expect([refused.status, refused.name], session).to.deep.equal([404, 'error']);
    }
    expect(listed(await browser.open(address))).to.have.length(1);
  });
});
