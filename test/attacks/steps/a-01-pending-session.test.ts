import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import type { Answer, Browser } from '../../harness/browser.ts';
import { createWorld, everyoneNow, signIn, type World } from '../../harness/world.ts';
import { guess, openChallenge, rightCode } from '../support/guessing.ts';
import { publicApplication, relaxedApplication } from '../support/relaxed-application.ts';

const clients = ['the same client', 'another client', 'a public client'] as const;

/** Requests that a thief may hope to slip through with. */
const requests: readonly Readonly<Record<string, string>>[] = [
  {},
  { response_mode: 'form_post' },
  { response_mode: 'fragment' },
  { prompt: 'consent', scope: 'openid offline_access' },
  { max_age: '100000' },
  { acr_values: 'urn:countersign:acr:1' },
  { claims: '{"id_token":{"acr":{"essential":true,"value":"urn:countersign:acr:1"}}}' },
];

const responseModes = ['query', 'fragment', 'form_post'] as const;

/** The error of an answer to the application, by whichever way it travels. */
function errorOf({ location, page }: Answer): string | undefined {
  if (location === null) return page.querySelector('input[name=error]')?.getAttribute('value');
  const { searchParams, hash } = new URL(location);
  return searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error') ?? undefined;
}

/** That an answer carries no code, whichever way it would travel. */
function expectNoCode({ location, page }: Answer): void {
  expect(location ?? '').not.to.match(/[?#&](?:code|id_token|access_token)=/);
  expect(page.querySelector('input[name=code][value]')).to.equal(null);
}

describe('A-01: a sign-in that stopped at the code page', () => {
  let world: World;
  let applications: Record<(typeof clients)[number], Application>;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow });
    applications = {
      'the same client': world.application,
      'another client': world.otherApplication,
      'a public client': await publicApplication(world),
    };
  });

  const pending = () => openChallenge(world.application, world.tomas);

  /** Nothing in the jar is a session: every application is told to ask the person. */
  async function expectNoSession(browser: Browser): Promise<void> {
    for (const application of Object.values(applications)) {
      const answer = await application.start(browser, { prompt: 'none' });
      expect(application.errorOf(answer)).to.equal('login_required');
      expectNoCode(answer);
    }
  }

  for (const client of clients) {
    it(`A-01: begins with the password again for a new request of ${client}`, async () => {
      for (const parameters of requests) {
        const { browser } = await pending();
        const answer = await applications[client].start(browser, parameters);
        expect(answer.name, JSON.stringify(parameters)).to.equal('password');
        expectNoCode(answer);
        await expectNoSession(browser);
      }
    });

    it(`A-01: is login_required to a silent request of ${client}`, async () => {
      const { browser } = await pending();
      for (const response_mode of responseModes) {
        const answer = await applications[client].start(browser, { prompt: 'none', response_mode });
        expect(errorOf(answer), response_mode).to.equal('login_required');
        expectNoCode(answer);
      }
    });

    it(`A-01: begins with the password again for a posted request of ${client}`, async () => {
      const { browser } = await pending();
      const { origin, pathname, searchParams } = new URL(await applications[client].authorizationUrl());
      const posted = await browser.post(origin + pathname, Object.fromEntries(searchParams));
      expectNoCode(posted);
      expect((await browser.follow(posted)).name).to.equal('password');
      await expectNoSession(browser);
    });
  }

  it('A-01: shows the code page in a second tab, and stays there whatever a third one begins', async () => {
    const { browser, url } = await pending();
    expect((await browser.open(url)).name).to.equal('challenge');
    expect((await applications['another client'].start(browser)).name).to.equal('password');
    for (const page of ['password', 'mailbox', 'enroll', 'recovery-codes', 'consent']) {
      const answer = await browser.request(url.replace('challenge', page));
      expect(answer.location, page).to.equal(url);
    }
    expect((await browser.open(url)).name).to.equal('challenge');
    await expectNoSession(browser);
  });

  it('A-01: is not finished by opening its return address: that begins with the password again', async () => {
    const { browser, url } = await pending();
    const returnTo = url.replace('/interaction/', '/auth/').replace('/challenge', '');
    const answer = await browser.open(returnTo);
    expect(answer.name).to.equal('password');
    expect(answer.url).not.to.include(new URL(url).pathname);
    expectNoCode(await browser.request(returnTo));
    await expectNoSession(browser);
    const late = await guess({ browser, url }, rightCode(world.tomas));
    expect(late.status).to.equal(410);
  });

  it('A-01: on top of a session that a password alone opened gets a code page or interaction_required', async () => {
    const { browser } = await signIn(await relaxedApplication(world), world.tomas);
    for (const client of clients) {
      const application = applications[client];
      for (const parameters of requests) {
        const answer = await application.start(browser, parameters);
        expect(answer.name, JSON.stringify(parameters)).to.equal('challenge');
        expectNoCode(answer);
        const returnTo = answer.url.replace('/interaction/', '/auth/').replace('/challenge', '');
        const resumed = await browser.open(returnTo);
        expect(resumed.name).to.equal('challenge');
      }
      for (const response_mode of responseModes) {
        const answer = await application.start(browser, { prompt: 'none', response_mode });
        expect(errorOf(answer), response_mode).to.equal('interaction_required');
        expectNoCode(answer);
      }
    }
  });
});
