import { expect } from 'chai';
import { unknownBrowser } from '../../src/authenticators/browser.ts';
import { defaultTotp, totpCode, totpStep } from '../../src/authenticators/totp.ts';
import { shippedPlans } from '../../src/config/plans.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import type { SignIn, SignInDeps } from '../../src/sign-in/context.ts';
import { freshSignIn } from '../../src/sign-in/progress.ts';
import { proveSecondFactor } from '../../src/sign-in/prove-second-factor.ts';
import { auditOf } from '../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import type { TestServer } from '../harness/server.ts';
import { createWorld, passPassword, type World } from '../harness/world.ts';

const failed = 'account.sign_in_failed';

async function failuresOf({ server }: World, email: string) {
  return (await auditOf(server, email)).filter(({ type }) => type === failed);
}

/** The newest of nobody's. */
async function newestOfNobody(server: TestServer) {
  const [row] = await server.countersign.db.sql<{ id: string; actor: object; detail: object }>(
    'SELECT id, actor, detail FROM audit_events WHERE type = $1 AND user_id IS NULL ORDER BY id DESC LIMIT 1',
    [failed],
  );
  return row;
}

describe('a request', () => {
  it('cannot ask for the page of the second factor: when it comes is the policy’s to say', async () => {
    const { application } = await createWorld();
    const refused = await application.start(new Browser(), { prompt: 'mfa' });
    expect(application.errorOf(refused)).to.equal('invalid_request');
  });
});

describe('a sign-in that is refused is recorded', () => {
  it('with the account and the source for a wrong password, and no word of what was typed', async () => {
    const world = await createWorld();
    const { tomas, application } = world;
    const wrong = 'quite the wrong passphrase';
    const { answer } = await passPassword(application, { ...tomas, password: wrong });
    expect([answer.status, answer.name]).to.deep.equal([422, 'password']);
    const events = await failuresOf(world, tomas.email);
    expect(events.map(({ actor, detail }) => [actor.kind, detail])).to.deep.equal([
      ['anonymous', { reason: 'password' }],
    ]);
    expect(events[0]?.source_address).to.match(/^(?:127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/);
    expect(JSON.stringify(events)).not.to.include(wrong).and.not.to.include(tomas.email);
  });

  it('without an account for an address that nobody has, of which nothing is kept', async () => {
    const world = await createWorld();
    const before = await newestOfNobody(world.server);
    const email = `nobody@${world.slug}.example`;
    await passPassword(world.application, { ...world.tomas, email });
    const event = await newestOfNobody(world.server);
    expect(event?.id).not.to.equal(before?.id);
    expect(event?.detail).to.deep.equal({ reason: 'password' });
    expect(JSON.stringify(event)).not.to.include(email);
  });

  it('with the reason where a new password was ordered, and not for a right one', async () => {
    const world = await createWorld();
    const { mina, application, slug } = world;
    await passPassword(application, mina);
    expect(await failuresOf(world, mina.email)).to.deep.equal([]);
    const operator = await operatorOf(world);
    const ordered = await operator.post(`/organizations/${slug}/password-resets`, { users: [mina.email] });
    expect(ordered.status).to.be.within(200, 202);
    await passPassword(application, mina);
    const events = await failuresOf(world, mina.email);
    expect(events.map(({ detail }) => detail)).to.deep.equal([{ reason: 'password_reset_due' }]);
  });

  it('as one in a session where somebody who is signed in is asked for the password again', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const wrong = { current_password: 'quite the wrong passphrase', new_password: 'another long passphrase' };
    expect((await api.post('/me/password', wrong)).body.code).to.equal('password_wrong');
    const events = await failuresOf(world, world.mina.email);
    expect(events.map(({ actor, detail }) => [actor.kind, detail])).to.deep.equal([
      ['user', { reason: 'password', signedIn: true }],
    ]);
  });
});

describe('A-12 a code of the app that is used between being found right and being accepted', () => {
  it('A-15 counts for the one that was faster, and is a wrong code for the other', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const { secret, email } = world.tomas;
    const person = await db.people.byEmail(email);
    const userId = person?.user.id ?? '';
    const [factor] = person?.factors ?? [];
    const now = new Date();
    const step = totpStep(now.getTime(), 30);
    const detail = { factor: 'totp' } as const;
    const passed = {
      type: 'authenticator.challenge_passed',
      actor: { kind: 'system' },
      userId,
      detail,
    } as const;
    const chargeSecondFactor: typeof db.authenticators.chargeSecondFactor = async (...charged) => {
      const charge = await db.authenticators.chargeSecondFactor(...charged);
      expect(await db.authenticators.acceptTotp({ factorId: factor?.id ?? '', step }, passed, now)).to.equal(
        true,
      );
      return charge;
    };
    const overtaken: SignInDeps['db'] = {
      ...db,
      authenticators: { ...db.authenticators, chargeSecondFactor },
    };
    const progress = { ...freshSignIn, userId, proofs: { passwordAt: now.getTime() } };
    const visit = {
      client: null,
      steppedUpSession: null,
      sourceAddress: '203.0.113.5',
      browser: unknownBrowser,
      deviceId: null,
      language: 'en',
      now,
    };
    const signIn: SignIn = { uid: 'any', version: 0, progress, person, ...visit };
    const code = totpCode({ ...defaultTotp, secret: secret ?? '' }, now.getTime());
    const input = { code, recoveryCodeAllowed: false };
    // It needs nothing else for a code of the app.
    const deps = { db: overtaken, plans: shippedPlans } as Pick<SignInDeps, 'db' | 'plans'> as SignInDeps;
    const refused = await proveSecondFactor(deps, signIn, input).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal).and.to.have.property('code', 'token_invalid');
    const types = (await auditOf(world.server, email)).map(({ type }) => type);
    expect(types.slice(-2)).to.deep.equal([
      'authenticator.challenge_passed',
      'authenticator.challenge_failed',
    ]);
  });
});
