import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import type { Answer } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { codeOf, createWorld, enroll, everyoneNow, passPassword, type World } from '../../harness/world.ts';
import { failedChallenges, openChallenge, rightCode } from '../support/guessing.ts';
import { travelToMidStep } from '../support/mid-step.ts';
import { relaxedApplication } from '../support/relaxed-application.ts';
import { at, secondServer } from '../support/two-servers.ts';

/** A fresh sign-in of Tomas up to the code page, and what comes of a code there. */
async function offer({ tomas }: World, application: Application, code: string): Promise<Answer> {
  const { browser, answer } = await passPassword(application, tomas);
  expect(answer.name).to.equal('challenge');
  return browser.submit(answer, { code });
}

/** A page without what differs between two sign-ins. */
function wordsOf({ body }: Answer): string {
  return body.replaceAll(/interaction\/[\w-]+/g, '').replaceAll(/w[0-9a-f]{8}-\w+/g, '');
}

/** The message of a wrong code, and beside it that this one was used, which whoever typed it twice has to know. */
function expectWrongCode(answer: Answer, wrong: Answer): void {
  expect([answer.status, answer.name, answer.location]).to.deep.equal([422, 'challenge', null]);
  const used = /^ *<p>This code was used already, and each works once\.<\/p>\n/m;
  expect(wordsOf(answer)).to.match(used);
  expect(wordsOf(answer).replace(used, '')).to.equal(wordsOf(wrong));
}

/** A world in which the code of this moment has opened a sign-in, and the page that a wrong code gets. */
async function afterUse() {
  const world = await createWorld({ enforcement: everyoneNow });
  const code = rightCode(world.tomas);
  const used = await openChallenge(world.application, world.tomas);
  const answer = await used.browser.post(used.url, { code, action: 'continue' });
  expect(answer.status).to.equal(303);
  return { world, code, used, answer, wrong: await offer(world, world.application, 'no code') };
}

describe('A-12 a used code', () => {
  beforeEach(travelToMidStep);

  it('A-12 is refused in a new session and at another client, with the message of a wrong code', async () => {
    const { world, code, wrong } = await afterUse();
    for (const application of [world.application, world.otherApplication])
      expectWrongCode(await offer(world, application, code), wrong);
    expect(await failedChallenges(world.server, world.tomas)).to.have.length(3);
  });

  it('A-12 is refused at another server of the issuer', async () => {
    const { world, code, wrong } = await afterUse();
    const second = await secondServer(world.server);
    try {
      const { browser, url } = await openChallenge(world.application, world.tomas);
      const answer = await browser.post(at(second, url), { code, action: 'continue' });
      expectWrongCode(answer, wrong);
    } finally {
      await second.stop();
    }
  });

  it('A-12 sent again to the sign-in that it opened does not open it twice', async () => {
    const { code, used, answer } = await afterUse();
    const again = await used.browser.post(used.url, { code, action: 'continue' });
    expect([again.status, again.location]).to.deep.equal([410, null]);
    expect((await used.browser.follow(answer)).location).to.contain('code=');
  });

  it('A-12 is refused at a step-up of the very session that it opened', async () => {
    const world = await createWorld({ enforcement: everyoneNow, client: { require_mfa_max_age: 1 } });
    const { browser, answer } = await passPassword(world.application, world.tomas);
    const code = rightCode(world.tomas);
    const back = await browser.submit(answer, { code });
    expect((await world.application.redeem(back)).claims()?.amr).to.include('mfa');
    travel(2);
    const page = await world.application.start(browser);
    expect(page.name).to.equal('challenge');
    const wrong = await browser.submit(page, { code: '000000' });
    expectWrongCode(await browser.submit(page, { code }), wrong);
    const next = await browser.submit(page, { code: rightCode(world.tomas, 1) });
    expect(next.location).to.contain('code=');
  });

  it('A-12 is refused at a step-up of another session', async () => {
    const { world, code, wrong } = await afterUse();
    const relaxed = await relaxedApplication(world);
    const { browser, answer } = await passPassword(relaxed, world.tomas);
    expect((await relaxed.redeem(answer)).claims()?.amr).to.deep.equal(['pwd']);
    const page = await world.application.start(browser);
    expectWrongCode(await browser.submit(page, { code }), wrong);
  });

  it('A-12 that confirmed an enrolment opens neither a sign-in nor another enrolment', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, mina);
    const { secret, codes } = await enroll(server, browser, answer, mina.email);
    const code = codeOf(secret);
    const next = await passPassword(application, mina);
    const refused = await next.browser.submit(next.answer, { code });
    expect(refused.status).to.equal(422);
    for (const recovery of codes.slice(0, 2)) await useRecoveryCode(application, mina, recovery, code);
    travel(30);
    expect((await next.browser.submit(refused, { code: codeOf(secret) })).location).to.contain('code=');
  });
});

/** Signs in with a recovery code; where that leads to the set-up page, the old app's code is offered there. */
async function useRecoveryCode(
  application: Application,
  person: World['mina'],
  recovery: string,
  code: string,
): Promise<void> {
  const { browser, answer } = await passPassword(application, person);
  const page = await browser.submit(answer, { code: recovery });
  if (page.name !== 'enroll') return;
  const refused = await browser.submit(page, { code });
  expect([refused.status, refused.name]).to.deep.equal([422, 'enroll']);
  expect(wordsOf(await browser.submit(page, { code: '000000' }))).to.equal(wordsOf(refused));
}

describe('A-13 an older code', () => {
  beforeEach(travelToMidStep);

  it('A-13 is refused after a newer one', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    expect((await offer(world, world.application, rightCode(world.tomas, 1))).location).to.contain('code=');
    for (const step of [1, 0, -1])
      expect((await offer(world, world.application, rightCode(world.tomas, step))).status).to.equal(422);
    travel(60);
    expect((await offer(world, world.application, rightCode(world.tomas))).location).to.contain('code=');
  });

  it('A-13 is refused too when the clock of the server was set back', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const [first, second] = [rightCode(world.tomas), rightCode(world.tomas, 1)];
    for (const code of [first, second])
      expect((await offer(world, world.application, code)).location).to.contain('code=');
    travel(-60);
    for (const code of [first, second, rightCode(world.tomas, 1)])
      expect((await offer(world, world.application, code)).status).to.equal(422);
  });
});
