import { expect } from 'chai';
import { unknownBrowser } from '../../src/authenticators/browser.ts';
import type { SignIn, SignInDeps } from '../../src/sign-in/context.ts';
import { freshSignIn } from '../../src/sign-in/progress.ts';
import { checkKeyAnswer } from '../../src/sign-in/prove-security-key.ts';
import { sampleUser } from '../storage/support/samples.ts';

const now = new Date('2026-12-01T12:00:00Z');

/** A database that goes away when it is asked for keys; what is recorded nevertheless. */
function failing(error: Error) {
  const recorded: unknown[] = [];
  const db = {
    authenticators: { keysOf: () => Promise.reject(error) },
    limits: { charge: async () => ({ result: 'charged' }) },
    audit: { record: async (event: unknown) => void recorded.push(event) },
  };
  const party = { id: 'id.example', origin: 'https://id.example', name: 'Countersign' };
  const deps = { db, keyChallengeKey: Buffer.alloc(32), relyingParty: party } as unknown as SignInDeps;
  return { deps, recorded };
}

const user = sampleUser();
const signIn: SignIn = {
  uid: 'u',
  version: 1,
  progress: { ...freshSignIn, userId: user.id },
  person: {
    user,
    factors: [],
    recoveryCodesLeft: 0,
    recoveryCodesAtHandAt: null,
    usedRecoveryCodes: [],
    memberships: [],
    session: null,
    rememberedDevice: null,
  },
  client: null,
  steppedUpSession: null,
  sourceAddress: '127.0.0.1',
  browser: unknownBrowser,
  deviceId: null,
  language: 'en',
  now,
};

describe('an answer of a security key', () => {
  it('is not recorded as a wrong one where nobody could check it', async () => {
    const lost = new Error('the database went away');
    const { deps, recorded } = failing(lost);
    const answer = { askedAt: now.getTime(), answer: '{}' };
    const thrown = await checkKeyAnswer(deps, signIn, answer).catch((error: unknown) => error);
    expect([thrown, recorded]).to.deep.equal([lost, []]);
  });

  it('is recorded where it comes too late', async () => {
    const { deps, recorded } = failing(new Error('nobody asks'));
    const answer = { askedAt: now.getTime() - 301_000, answer: '{}' };
    const thrown = await checkKeyAnswer(deps, signIn, answer).catch((error: unknown) => error);
    expect(thrown).to.have.property('code', 'key_not_accepted');
    expect(recorded).to.have.length(1);
    expect(recorded[0]).to.deep.include({
      type: 'authenticator.challenge_failed',
      detail: { factor: 'webauthn', reason: 'too_late' },
    });
  });
});
