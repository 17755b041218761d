import { expect } from 'chai';
import type { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import {
  createWorld,
  everyoneNow,
  passPassword,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { refusedWith } from '../support/refused.ts';
import { day, giveCode, hour, minute } from './support/visits.ts';

const limited = (days: number) => ({ challenge: { session_max_days: days } });
const required = (days: number) => ({ ...everyoneNow, ...limited(days) });
/** Nobody is required to have a factor, as in the preset `reset-driven`. */
const free = (days: number) => ({ preset: 'reset-driven', ...limited(days) });

async function signedIn(enforcement: Record<string, unknown>, whom: (world: World) => TestPerson) {
  const world = await createWorld({ enforcement });
  const person = whom(world);
  const { browser, answer } = await signIn(world.application, person);
  return { ...world, person, browser, tokens: await world.application.redeem(answer) };
}

const tomas = (world: World) => world.tomas;
const mina = (world: World) => world.mina;

/** Visits once a day; whether every one of them was let through without a page. */
async function isActiveFor(
  days: number,
  { application, browser }: World & { browser: Browser },
): Promise<boolean> {
  for (let count = 0; count < days; count += 1) {
    travel(day);
    const answer = await application.start(browser, { prompt: 'none' });
    if (!answer.location?.includes('code=')) return false;
  }
  return true;
}

async function expectEnded(
  { application, browser }: World & { browser: Browser },
  person: TestPerson,
  next: string | null,
): Promise<void> {
  const silent = await application.start(browser, { prompt: 'none' });
  expect(application.errorOf(silent)).to.equal('login_required');
  expect((await application.start(browser)).name).to.equal('password');
  const { answer } = await passPassword(application, person, { browser });
  expect(answer.name).to.equal(next);
}

describe('the end of a session', () => {
  for (const days of [30, 7]) {
    it(`L6: comes ${days} days after the full sign-in although it was active, and a code is asked`, async () => {
      const world = await signedIn(required(days), tomas);
      expect(await isActiveFor(days - 1, world)).to.equal(true);
      travel(day - minute);
      expect((await world.application.start(world.browser)).location).to.contain('code=');
      travel(2 * minute);
      await expectEnded(world, world.person, 'challenge');
    });

    it(`L7: comes ${days} days after a sign-in without MFA, and the password alone is asked`, async () => {
      const world = await signedIn(free(days), mina);
      expect(await isActiveFor(days - 1, world)).to.equal(true);
      travel(day - minute);
      expect((await world.application.start(world.browser)).location).to.contain('code=');
      travel(2 * minute);
      await expectEnded(world, world.person, null);
    });
  }

  it('L6: comes although nobody was active', async () => {
    const world = await signedIn(required(30), tomas);
    travel(30 * day - minute);
    expect((await world.application.start(world.browser)).location).to.contain('code=');
    travel(2 * minute);
    await expectEnded(world, world.person, 'challenge');
  });

  it('L6: holds for somebody whose own factor is all that asks', async () => {
    const world = await signedIn(free(7), tomas);
    travel(7 * day - minute);
    expect((await world.application.start(world.browser)).location).to.contain('code=');
    travel(2 * minute);
    await expectEnded(world, world.person, 'challenge');
  });

  it('L6: is the end of what was issued in it, refreshes included', async () => {
    const { application, tokens } = await signedIn(required(7), tomas);
    travel(7 * day - minute);
    const last = await application.refresh(tokens.refresh_token ?? '');
    travel(2 * minute);
    expect(await refusedWith(application.refresh(last.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('L6: does not move by a code that is asked in between', async () => {
    const challenge = { max_age_seconds: day, session_max_days: 7 };
    const world = await signedIn({ ...everyoneNow, challenge }, tomas);
    travel(6 * day);
    const page = await world.application.start(world.browser);
    expect(page.name).to.equal('challenge');
    await giveCode(world.browser, page, world.person);
    travel(day + minute);
    await expectEnded(world, world.person, 'challenge');
  });

  it('L6: does not end a session that was opened anew by signing in again', async () => {
    const world = await signedIn(required(7), tomas);
    travel(6 * day);
    await signIn(world.application, world.person, {
      browser: world.browser,
      parameters: { prompt: 'login' },
    });
    travel(2 * day);
    expect((await world.application.start(world.browser)).location).to.contain('code=');
  });

  it('ruling 9: session_max_days takes the place of 24 hours and one idle hour', async () => {
    const plain = await signedIn(everyoneNow, tomas);
    const replaced = await signedIn(required(2), tomas);
    travel(hour + minute);
    expect((await plain.application.start(plain.browser)).name).to.equal('password');
    expect((await replaced.application.start(replaced.browser)).location).to.contain('code=');
    travel(day);
    expect((await replaced.application.start(replaced.browser)).location).to.contain('code=');
  });

  it('ruling 9: without it the session of somebody with MFA ends after 24 hours, active or not', async () => {
    const { application, browser } = await signedIn(everyoneNow, tomas);
    for (let halves = 1; halves < 48; halves += 1) {
      travel(hour / 2);
      expect((await application.start(browser, { prompt: 'none' })).location).to.contain('code=');
    }
    travel(hour / 2);
    expect((await application.start(browser)).name).to.equal('password');
  });
});
