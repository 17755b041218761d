import { expect } from 'chai';
import { unknownBrowser } from '../../src/authenticators/browser.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import type { SignIn } from '../../src/sign-in/context.ts';
import { finishSignIn, provenBy } from '../../src/sign-in/finish-sign-in.ts';
import { freshSignIn } from '../../src/sign-in/progress.ts';
import type { Db } from '../../src/stores.ts';
import { travel } from '../harness/clock.ts';
import { mailsTo } from '../harness/mails.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, type World } from '../harness/world.ts';
import { elsewhere, hour, MovingBrowser, withCode } from './sessions/support/visits.ts';

const title = 'Countersign: a sign-in from somewhere new';

describe('a sign-in from a browser and a network that are new for the person', () => {
  let server: TestServer;
  let world: World;

  before(async () => {
    server = await startTestServer({ trustedProxies: 1 });
  });

  after(() => server.stop());

  beforeEach(async () => {
    world = await createWorld({ server });
  });

  async function signInFrom(address: string, browser = new MovingBrowser()): Promise<MovingBrowser> {
    const answer = await withCode(world.application, world.tomas, browser.moveTo(address));
    expect(answer.location).to.contain('code=');
    // Each code counts once.
    travel(31);
    return browser;
  }

  const told = async () =>
    (await mailsTo(server, world.tomas.email)).filter(({ subject }) => subject === title);

  it('is mailed to them, with where to, from where and by what, and a link to say that it was not them', async () => {
    await signInFrom('203.0.113.5');
    await signInFrom(elsewhere);
    const [mail, ...more] = await told();
    expect(more).to.deep.equal([]);
    expect(mail?.text).to.include('Hello Tomas,');
    expect(mail?.text).to.include(`Application: ${world.slug}-one`);
    expect(mail?.text).to.include('Network: 198.51.100.0/24');
    expect(mail?.text).to.include('Proven by: password and a code from an app');
    expect(mail?.text).to.match(/\d{4} at \d\d:\d\d \(/);
    expect(mail?.text).to.include(`${server.issuer}/account/not-me/`);
  });

  it('is none where it is the very first one of an account', async () => {
    await signInFrom(elsewhere);
    expect(await told()).to.deep.equal([]);
  });

  it('is none in a browser that they have signed in with before, wherever it is', async () => {
    const browser = await signInFrom('203.0.113.5');
    await signInFrom(elsewhere, browser);
    expect(await told()).to.deep.equal([]);
  });

  it('is none from a network that they have been seen in, whatever its last numbers', async () => {
    await signInFrom('203.0.113.5');
    await signInFrom('203.0.113.250');
    expect(await told()).to.deep.equal([]);
  });

  it('is told once an hour, however many there are', async () => {
    await signInFrom('203.0.113.5');
    for (const address of ['198.51.100.7', '192.0.2.7', '2001:db8:1::7']) await signInFrom(address);
    expect(await told()).to.have.length(1);
    travel(hour);
    await signInFrom('2001:db8:2::7');
    expect(await told()).to.have.length(2);
  });

  /** A sign-in of Tomas that is about to end, in an interaction that is not there. */
  async function signInOf(stepUpOf: number | null = null): Promise<SignIn> {
    const person = await server.countersign.db.people.byEmail(world.tomas.email);
    const userId = person?.user.id ?? null;
    return {
      uid: 'nowhere',
      version: 0,
      progress: { ...freshSignIn, userId, stepUpOf, proofs: { passwordAt: 1 } },
      person,
      client: null,
      steppedUpSession: null,
      sourceAddress: elsewhere,
      browser: unknownBrowser,
      deviceId: null,
      language: 'en',
      now: new Date(),
    };
  }

  const end = { interaction: {}, event: null, now: new Date() };

  it('is none where another request finished it', async () => {
    await signInFrom('203.0.113.5');
    const signIn = await signInOf();
    const outcome = await finishSignIn(server.countersign.db, signIn, { ...end, isKnownDevice: false }).catch(
      (error: unknown) => error,
    );
    expect(outcome).to.be.instanceOf(Refusal).with.property('code', 'interaction_expired');
    expect(await told()).to.deep.equal([]);
    const { db } = server.countersign;
    const links = await db.oneTimeLinks.ofUser(signIn.progress.userId ?? '', 'not_me', new Date());
    expect(links).to.deep.equal([]);
  });

  it('costs a known browser, a first sign-in and a step-up one statement, as before', async () => {
    await signInFrom('203.0.113.5');
    const usual = await signInOf();
    const { person } = usual;
    if (person === null) throw new Error('Tomas is gone');
    const first = { ...usual, person: { ...person, user: { ...person.user, language: null } } };
    const cases: readonly (readonly [signIn: SignIn, isKnownDevice: boolean])[] = [
      [usual, true],
      [first, false],
      [await signInOf(1), false],
    ];
    for (const [signIn, isKnownDevice] of cases) {
      const finished: unknown[] = [];
      const signIns = { finish: async (seen: unknown) => finished.push(seen) > 0 };
      // Anything else that is asked of it is not there.
      await finishSignIn({ signIns } as unknown as Db, signIn, { ...end, isKnownDevice });
      expect(finished).to.deep.equal([signIn]);
    }
  });

  it('names what was proven, each way by itself', () => {
    const key = { at: 1, userVerified: true, hardwareBound: null };
    expect(provenBy({ webauthn: key })).to.deep.equal(['webauthn']);
    expect(provenBy({ passwordAt: 1, recoveryCodeAt: 2 })).to.deep.equal(['password', 'recovery_code']);
    expect(provenBy({ totpAt: 1, passwordAt: 2, totpId: 'x' })).to.deep.equal(['password', 'totp']);
  });
});
