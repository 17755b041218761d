import { expect } from 'chai';
import { operatorOf } from '../harness/api.ts';
import { travelTo } from '../harness/clock.ts';
import {
  createWorld,
  declineOffer,
  enroll,
  isOffer,
  mailedCode,
  passPassword,
  seed,
  signIn,
  type World,
} from '../harness/world.ts';
import { ticketFor } from '../self-service/support/people.ts';

/** An evening in Brussels; everyone is required to have MFA from midnight ten days later. */
const evening = '2027-06-10T18:00:00Z';

const deadline = '2027-06-20T22:00:00Z';

const ahead = { preset: 'by-midnight', activation: { deadline } };

async function announced(enforcement: Readonly<Record<string, unknown>> = ahead): Promise<World> {
  travelTo(evening);
  const world = await createWorld();
  await seed(world.server, {
    organizations: [{ slug: world.slug, time_zone: 'Europe/Brussels', enforcement }],
  });
  return world;
}

const level1 = [['pwd'], 'urn:countersign:acr:1'];

async function claimsOf({ application }: World, answer: Parameters<World['application']['redeem']>[0]) {
  const claims = (await application.redeem(answer)).claims();
  return [claims?.amr, claims?.acr];
}

describe('ruling 31: before a deadline', () => {
  it('each sign-in of an unprotected member offers the set-up, says why and until when, and goes on without', async () => {
    const world = await announced();
    for (const [at, left] of [
      [evening, '10 days'],
      ['2027-06-18T21:00:00Z', '2 days'],
      ['2027-06-20T20:29:20Z', '90 minutes'],
    ] as const) {
      travelTo(at);
      const { browser, answer } = await passPassword(world.application, world.mina);
      expect([answer.name, isOffer(answer)]).to.deep.equal(['mailbox', true]);
      expect(answer.page.querySelector('.why')?.text).to.equal(
        `${world.slug.toUpperCase()} requires two-step sign-in from 21 June 2027 at 00:00 (Europe/Brussels) on.`,
      );
      expect(answer.page.querySelector('[value=later]')?.text).to.equal(`Not now, ${left} left`);
      const back = await browser.submit(answer, { action: 'later' });
      expect(await claimsOf(world, back)).to.deep.equal(level1);
    }
  });

  it('can be declined on the page that shows the secret as well', async () => {
    const world = await announced();
    const { browser, answer } = await passPassword(world.application, world.mina);
    const page = await browser.submit(answer, { code: mailedCode(world.server, world.mina.email) });
    expect([page.name, isOffer(page)]).to.deep.equal(['enroll', true]);
    expect(page.page.querySelector('#totp-secret')?.text.trim()).to.have.length.above(15);
    expect(await claimsOf(world, await declineOffer(browser, page))).to.deep.equal(level1);
  });

  it('T11: who takes it up is asked for the same proof as ever, and offered nothing any more', async () => {
    const world = await announced();
    const { browser, answer } = await passPassword(world.application, world.mina);
    const wrong = await browser.submit(answer, { code: '00000000' });
    expect([wrong.status, wrong.name]).to.deep.equal([422, 'mailbox']);
    const enrolled = await enroll(world.server, browser, answer, world.mina.email);
    expect(await claimsOf(world, enrolled.answer)).to.deep.equal([
      ['pwd', 'otp', 'mfa'],
      'urn:countersign:acr:2',
    ]);
    const next = await passPassword(world.application, world.mina);
    expect([next.answer.name, isOffer(next.answer)]).to.deep.equal(['challenge', false]);
  });

  it('a ticket is asked for where tickets are the proof', async () => {
    const world = await announced({ ...ahead, enrollment_proof: 'ticket' });
    const { browser, answer } = await passPassword(world.application, world.mina);
    expect([answer.name, isOffer(answer)]).to.deep.equal(['ticket', true]);
    const page = await browser.submit(answer, { code: await ticketFor(world, world.mina.email) });
    expect([page.name, isOffer(page)]).to.deep.equal(['enroll', true]);
  });

  it('a live session goes on undisturbed, with a page and without', async () => {
    const world = await announced();
    const { browser, answer } = await signIn(world.application, world.mina);
    await world.application.redeem(answer);
    for (const parameters of [
      {},
      { prompt: 'none' },
      { acr_values: 'urn:countersign:acr:2', prompt: 'none' },
    ]) {
      const again = await world.application.start(browser, parameters as Record<string, string>);
      expect(await claimsOf(world, again)).to.deep.equal(level1);
    }
    const asked = await world.application.start(browser, { acr_values: 'urn:countersign:acr:2' });
    expect(isOffer(asked), 'a request has not been declined yet').to.equal(true);
  });

  it('T7: nobody else is offered anything', async () => {
    const world = await announced();
    for (const person of [world.tomas, world.greta]) {
      const { answer } = await signIn(world.application, person);
      expect(answer.location).to.include('code=');
    }
    const { answer } = await passPassword(world.application, world.greta);
    expect(answer.location).to.include('code=');
  });

  it('T10: from the deadline on it is asked, and "not now" is no answer', async () => {
    const world = await announced();
    travelTo('2027-06-20T21:59:00Z');
    const { browser, answer } = await passPassword(world.application, world.mina);
    travelTo(deadline);
    const late = await browser.submit(answer, { action: 'later' });
    expect([late.status, late.location]).to.deep.equal([400, null]);
    const next = await passPassword(world.application, world.mina);
    expect([next.answer.name, isOffer(next.answer)]).to.deep.equal(['mailbox', false]);
  });

  it('a policy that was taken back is offered no more', async () => {
    const world = await announced();
    const operator = await operatorOf(world);
    const off = { required: 'nobody', activation: 'immediately', sessions: 'keep' };
    expect((await operator.put(`/organizations/${world.slug}/enforcement`, off)).status).to.equal(200);
    const { answer } = await passPassword(world.application, world.mina);
    expect(await claimsOf(world, answer)).to.deep.equal(level1);
  });
});
