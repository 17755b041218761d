import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { ownActivityTypes } from '../../../src/self-service/activity/own-activity.ts';
import { activityPage } from '../../../src/web/account/activity.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { languages } from '../../../src/web/words/language.ts';
import { enterArea } from '../../harness/areas.ts';
import type { Answer } from '../../harness/browser.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { drawn, itIsSound, renderer } from '../support/sound-page.ts';
import { activityModel } from './support/models.ts';

const items = ({ page }: Pick<Answer, 'page'>) =>
  page.querySelectorAll('li.item').map((item) => ({
    what: item.querySelector('strong')?.text ?? '',
    text: item.text.replaceAll(/\s+/g, ' ').trim(),
    report: item.querySelector('a[href*="report"]')?.getAttribute('href') ?? null,
  }));

/** Sign-ins that failed, the given number of them. */
async function failSignIns({ server, mina }: World, count: number): Promise<void> {
  const { db } = server.countersign;
  const userId = (await db.people.byEmail(mina.email))?.user.id ?? '';
  const actor = { kind: 'anonymous', sourceAddress: '192.0.2.9' } as const;
  const detail = { reason: 'password' } as const;
  for (let index = 0; index < count; index += 1)
    await db.audit.record({ type: 'account.sign_in_failed', actor, userId, detail }, new Date());
}

describe('the page activity', () => {
  itIsSound(filled(activityPage, activityModel), { fields: [], actions: [] });

  it('has words for all that people are told of, in each language', () => {
    for (const language of languages)
      for (const type of ownActivityTypes) {
        const key = `events.${type.replaceAll('.', '-')}`;
        expect(renderer.words[language].knows(key), `${language} ${type}`).to.equal(true);
      }
  });

  it('says who did it by their role, and lets nobody report what administrators did', () => {
    const [signedIn, asked, failed, suspended, reset] = items({
      page: parse(drawn(filled(activityPage, activityModel))),
    });
    expect(signedIn?.text).to.include('By you · At CRM · Network 192.0.2.7');
    expect(asked?.text).to.include('ann@globex.example');
    expect(failed?.text).to.include('With the authenticator app · By somebody who was not signed in');
    expect(suspended?.text).to.include('The membership of Acme was suspended By an administrator of Acme');
    expect(reset?.text).to.include('By an administrator · At CRM');
    expect([signedIn?.report, suspended?.report]).to.deep.equal(['/account/activity/report?event=7', null]);
  });

  it('says that nothing happened', () => {
    const page = drawn(filled(activityPage, { ...activityModel, events: [], next: null, isFirst: true }));
    expect(parse(page).querySelector('main')?.text).to.include('Nothing happened in the last 90 days.');
  });

  it('has 50 on a page, newest first, and leads on to those before and back', async () => {
    const world = await createWorld();
    await failSignIns(world, 50);
    const address = `${world.server.issuer}/account/activity`;
    const { browser, answer } = await enterArea(address, world.mina);
    expect(items(answer)).to.have.length(50);
    expect(items(answer)[0]).to.include({ what: 'Signed in' });
    const next = answer.page.querySelector('footer a.button')?.getAttribute('href') ?? '';
    const second = await browser.open(new URL(next, address).href);
    expect(items(second).map(({ what }) => what)).to.deep.equal([
      'A password or code was wrong',
      `Became a member of ${world.slug.toUpperCase()}`,
      'The account was created',
    ]);
    expect(second.page.querySelector('.rows footer a')?.getAttribute('href')).to.equal('/account/activity');
    expect(second.page.querySelector('.rows footer a.button')).to.equal(null);
    expect((await browser.open(`${address}?before=x`)).status).to.equal(404);
  });

  it('T2: tells nothing of others', async () => {
    const world = await createWorld();
    await failSignIns(world, 1);
    const { answer } = await enterArea(`${world.server.issuer}/account/activity`, world.greta);
    expect(items(answer).map(({ what }) => what)).to.deep.equal(['Signed in', 'The account was created']);
  });
});
