import { expect } from 'chai';
import { newRecoveryCodes } from '../../src/authenticators/recovery-codes.ts';
import {
  failuresOf,
  guess,
  lockMails,
  openChallenge,
  rightCode,
  wrongCodes,
} from '../attacks/support/guessing.ts';
import { travelToMidStep } from '../attacks/support/mid-step.ts';
import { type ApiClient, type ApiReply, apiOf, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { quietApiOf, saying } from '../harness/members.ts';
import { startTestServer } from '../harness/server.ts';
import { createWorld, passPassword, type TestPerson, type World } from '../harness/world.ts';
import { enrollBy, eventsOf } from './support/people.ts';

const day = 24 * 60 * 60;

const wrong: [number, string] = [422, 'recovery_code_wrong'];

const check = (api: ApiClient, code: unknown): Promise<ApiReply> =>
  api.post('/me/recovery-codes/check', { code });

/** Codes in the right form that are nobody's. */
const madeUp = newRecoveryCodes();

/** Mina, who has just set an app up and been told her codes, in a session that has proven it. */
async function withCodes(world: World) {
  const browser = new Browser();
  const api = await apiOf(world, world.mina, { browser });
  const { secret, recoveryCodes } = await enrollBy(world, api, world.mina.email);
  const person: TestPerson = { ...world.mina, secret };
  const [first = '', second = ''] = recoveryCodes;
  return { api, browser, person, codes: recoveryCodes, first, second };
}

async function codesOf(api: ApiClient): Promise<{ left: number; atHandAt: string | null; isDue: boolean }> {
  const { body } = await api.get('/me');
  return {
    left: body.recovery_codes_left,
    atHandAt: body.recovery_codes_at_hand_at,
    isDue: body.recovery_codes_check_due,
  };
}

function expectNow(instant: string | null): void {
  expect(Date.parse(instant ?? '')).to.be.closeTo(Date.now(), 5000);
}

describe('a check-up of recovery codes', () => {
  beforeEach(travelToMidStep);

  it('D38: is due 180 days after they were last at hand, and one code ends that without being used up', async () => {
    const world = await createWorld();
    const { api, person, first } = await withCodes(world);
    const told = await codesOf(api);
    expectNow(told.atHandAt);
    expect([told.left, told.isDue]).to.deep.equal([10, false]);
    travel(180 * day - 60);
    expect((await codesOf(await apiOf(world, person))).isDue).to.equal(false);
    travel(120);
    const later = await apiOf(world, person);
    expect(await codesOf(later)).to.deep.equal({ left: 10, atHandAt: told.atHandAt, isDue: true });
    const checked = await check(later, first);
    expect([checked.status, checked.body]).to.deep.equal([204, '']);
    const seen = await codesOf(later);
    expectNow(seen.atHandAt);
    expect([seen.left, seen.isDue]).to.deep.equal([10, false]);
    expect((await check(later, first)).status, 'as often as one likes').to.equal(204);
    const { browser, answer } = await passPassword(world.application, person);
    const used = await browser.submit(answer, { code: first });
    const claims = (await world.application.redeem(used)).claims();
    expect(claims?.amr, 'it still opens a sign-in').to.deep.equal(['pwd', 'recovery', 'mfa']);
  });

  it('D38: is ended by a code that was used, and begins anew with new codes', async () => {
    const world = await createWorld();
    const { person, first } = await withCodes(world);
    travel(181 * day);
    const api = await apiOf(world, person);
    expect((await codesOf(api)).isDue).to.equal(true);
    await guess(await openChallenge(world.application, person), first);
    const used = await codesOf(api);
    expectNow(used.atHandAt);
    expect([used.left, used.isDue]).to.deep.equal([9, false]);
    travel(181 * day);
    const later = await apiOf(world, person);
    expect((await codesOf(later)).isDue).to.equal(true);
    expect((await later.post('/me/recovery-codes')).status).to.equal(201);
    expect((await codesOf(later)).isDue).to.equal(false);
  });

  it('D38: is due for codes of which nobody knows when they were seen, and never for who has none', async () => {
    const world = await createWorld();
    const { api } = await withCodes(world);
    await world.server.countersign.db.sql(
      'UPDATE recovery_codes SET at_hand_at = NULL WHERE user_id = (SELECT id FROM users WHERE email = $1)',
      [world.mina.email],
    );
    expect(await codesOf(api)).to.deep.equal({ left: 10, atHandAt: null, isDue: true });
    const tomas = await apiOf(world, world.tomas);
    expect(await codesOf(tomas)).to.deep.equal({ left: 0, atHandAt: null, isDue: false });
    expect(saying(await check(tomas, madeUp[0]))).to.deep.equal(wrong);
  });

  it('D38: is optional: it comes as often as the installation says, or never', async () => {
    for (const [recoveryCodesCheckDays, isDue] of [
      [7, true],
      [8, false],
      [null, false],
    ] as const) {
      const server = await startTestServer({ recoveryCodesCheckDays });
      try {
        const world = await createWorld({ server });
        const { person } = await withCodes(world);
        travel(7 * day);
        expect((await codesOf(await apiOf(world, person))).isDue, String(recoveryCodesCheckDays)).to.equal(
          isDue,
        );
      } finally {
        await server.stop();
      }
    }
  });

  it('D38: takes any unused code of the person, however it is typed, and nothing else', async () => {
    const world = await createWorld();
    const { api, person, codes, first, second } = await withCodes(world);
    for (const typed of [codes[9], second.toUpperCase(), second.replaceAll('-', ''), ` ${second} `])
      expect((await check(api, typed)).status, typed).to.equal(204);
    const { browser, answer } = await passPassword(world.application, person);
    expect((await browser.submit(answer, { code: first })).location).to.include('code=');
    expect(saying(await check(api, first)), 'used').to.deep.equal(wrong);
    for (const typed of [rightCode(person, 1), '', second.slice(1)])
      expect(saying(await check(api, typed)), typed).to.deep.equal(wrong);
    const renewed = (await api.post('/me/recovery-codes')).body.recovery_codes;
    travel(60);
    expect(saying(await check(api, second)), 'of the older set').to.deep.equal(wrong);
    travel(60);
    expect((await check(api, renewed[0])).status).to.equal(204);
    const misfit = await check(api, 7);
    expect([misfit.status, misfit.body.errors[0].path]).to.deep.equal([422, '/code']);
  });

  it('D38: takes no code of somebody else, and nothing from a machine or from who is not signed in', async () => {
    const world = await createWorld();
    const { first } = await withCodes(world);
    const tomas = await apiOf(world, world.tomas);
    expect((await enrollBy(world, tomas, world.tomas.email)).recoveryCodes).to.have.length(10);
    expect(saying(await check(tomas, first))).to.deep.equal(wrong);
    expect((await check(await operatorOf(world), first)).status).to.equal(403);
    expect(
      (await fetch(`${world.server.address}/api/v1/me/recovery-codes/check`, { method: 'POST' })).status,
    ).to.equal(401);
  });

  it('D38: says what to do in the language of the reader', async () => {
    const world = await createWorld();
    const { api } = await withCodes(world);
    const words = {
      en: 'none of your unused recovery codes',
      de: 'keiner Ihrer unbenutzten Wiederherstellungscodes',
      fr: 'aucun de vos codes de secours inutilisés',
    };
    for (const [language, expected] of Object.entries(words)) {
      const headers = { 'accept-language': language };
      const { body } = await api.post('/me/recovery-codes/check', { code: madeUp[0] }, headers);
      expect(body.title).to.include(expected);
    }
  });

  it('D38: counts wrong codes with those of a sign-in, and a right one gives back no more than its own try', async () => {
    const world = await createWorld();
    const { api, person, first } = await withCodes(world);
    travel(60);
    const guesser = await openChallenge(world.application, person);
    for (const code of wrongCodes(person, 2)) expect((await guess(guesser, code)).status).to.equal(422);
    expect(saying(await check(api, madeUp[0]))).to.deep.equal(wrong);
    expect(await failuresOf(world.server, person)).to.equal(3);
    for (let time = 0; time < 3; time += 1) expect((await check(api, first)).status).to.equal(204);
    expect(await failuresOf(world.server, person)).to.equal(3);
    for (const code of madeUp.slice(1, 3)) expect(saying(await check(api, code))).to.deep.equal(wrong);
    const locked = await check(api, first);
    expect(saying(locked)).to.deep.equal([429, 'too_many_attempts']);
    expect(Number(locked.headers.get('retry-after'))).to.be.within(1, 30);
    expect((await guess(guesser, rightCode(person))).status).to.equal(429);
    expect(await lockMails(person, world.server)).to.equal(1);
    travel(31);
    expect((await check(api, first)).status).to.equal(204);
    expect(await failuresOf(world.server, person), 'a code that is not used up buys no tries').to.equal(5);
    expect((await guess(guesser, rightCode(person))).status).to.equal(303);
    expect(await failuresOf(world.server, person)).to.equal(0);
  });

  it('D38: compares five of many wrong codes that come at once', async () => {
    const world = await createWorld();
    const { api, person, first } = await withCodes(world);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => check(api, madeUp[n % 10])));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).to.deep.equal([...Array(5).fill(422), ...Array(15).fill(429)]);
    expect((await check(api, first)).status).to.equal(429);
    expect(await failuresOf(world.server, person)).to.equal(5);
  });

  it('D38: proves nothing: amr, freshness and factors stay as they were, and the log has no code', async () => {
    const world = await createWorld();
    const { browser, first } = await withCodes(world);
    const before = (await world.application.redeem(await world.application.start(browser))).claims();
    travel(301);
    const api = await quietApiOf(world, browser);
    expect((await check(api, first)).status).to.equal(204);
    expect(saying(await api.post('/me/recovery-codes'))).to.deep.equal([401, 'mfa_required']);
    const after = (await world.application.redeem(await world.application.start(browser))).claims();
    expect(after?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect([after?.mfa_time, after?.auth_time]).to.deep.equal([before?.mfa_time, before?.auth_time]);
    expect(await eventsOf(world, world.mina.email)).to.include('authenticator.recovery_code_checked');
    const [row] = await world.server.countersign.db.sql<{ log: string }>(
      `SELECT string_agg(e::text, ' ') AS log FROM audit_events e JOIN users u ON u.id = e.user_id WHERE u.email = $1`,
      [world.mina.email],
    );
    expect([row?.log, ...world.server.log].join('\n')).not.to.include(first);
  });
});
