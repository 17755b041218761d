import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  assertionOptions,
  checkAssertion,
  checkRegistration,
  newKeyChallenge,
  registrationOptions,
  relyingPartyOf,
  type SecurityKey,
  userHandleOf,
} from '../../src/authenticators/security-key.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { type Answering, SecurityKeySimulator } from '../harness/security-key.ts';

const origin = 'https://id.example';
const party = relyingPartyOf(new URL(origin), 'Countersign');
const user = { id: randomUUID(), email: 'mina@acme.example', name: null };

async function registered(simulator: SecurityKeySimulator): Promise<SecurityKey> {
  const challenge = newKeyChallenge();
  const options = await registrationOptions(party, user, { known: [], challenge });
  const key = await checkRegistration(party, { challenge, answer: simulator.register(options) });
  return { ...key, id: randomUUID() };
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(Refusal);
  return (error as Refusal).code;
}

describe('a security key', () => {
  it('is registered with what later answers are checked by', async () => {
    const simulator = new SecurityKeySimulator(origin);
    const key = await registered(simulator);
    expect(key).to.deep.include({ credentialId: simulator.id.toString('base64url'), hardwareBound: true });
    expect(key.transports).to.deep.equal(['usb']);
    const passkey = await registered(new SecurityKeySimulator(origin, { isSynced: true }));
    expect(passkey.hardwareBound).to.equal(false);
  });

  it('answers a challenge, and says whether it has checked who holds it', async () => {
    const simulator = new SecurityKeySimulator(origin);
    const key = await registered(simulator);
    for (const userVerified of [true, false]) {
      const challenge = newKeyChallenge();
      const options = await assertionOptions(party, [key], challenge);
      expect(options.allowCredentials?.map(({ id }) => id)).to.deep.equal([key.credentialId]);
      const answer = simulator.answer(options, { userVerified });
      const checked = await checkAssertion(party, [key], { challenge, userId: user.id, answer });
      expect(checked).to.deep.include({ key, userVerified });
      expect(checked.signCount).to.be.greaterThan(key.signCount);
    }
  });

  const wrongAnswers: readonly (readonly [string, Answering])[] = [
    ['another origin', { origin: 'https://id.example.evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another ceremony', { type: 'webauthn.create' }],
    ['nobody present', { userPresent: false }],
  ];
  for (const [what, answering] of wrongAnswers) {
    it(`A-40: is refused with ${what}`, async () => {
      const simulator = new SecurityKeySimulator(origin);
      const key = await registered(simulator);
      const challenge = newKeyChallenge();
      const answer = simulator.answer(await assertionOptions(party, [key], challenge), answering);
      expect(await refusalOf(checkAssertion(party, [key], { challenge, userId: user.id, answer }))).to.equal(
        'key_not_accepted',
      );
    });
  }

  it('A-40: is refused with another challenge, a counter that went back, and as the key of somebody else', async () => {
    const simulator = new SecurityKeySimulator(origin);
    const key = await registered(simulator);
    const challenge = newKeyChallenge();
    const options = await assertionOptions(party, [key], challenge);
    const check = (keys: readonly SecurityKey[], sent: object, asked = challenge) =>
      refusalOf(checkAssertion(party, keys, { challenge: asked, userId: user.id, answer: sent }));
    expect(await check([key], simulator.answer(options), newKeyChallenge())).to.equal('key_not_accepted');
    const ahead = { ...key, signCount: 100 };
    expect(await check([ahead], simulator.answer(options, { counter: 99 }))).to.equal('key_not_accepted');
    expect(await check([], simulator.answer(options))).to.equal('key_not_accepted');
    const other = await registered(new SecurityKeySimulator(origin));
    expect(await check([{ ...other, credentialId: key.credentialId }], simulator.answer(options))).to.equal(
      'key_not_accepted',
    );
  });

  it('A-40: is refused when it is no answer at all', async () => {
    const key = await registered(new SecurityKeySimulator(origin));
    for (const answer of [
      null,
      'x',
      {},
      { id: key.credentialId },
      { id: key.credentialId, rawId: '!', type: 'x' },
    ]) {
      const checked = checkAssertion(party, [key], { challenge: newKeyChallenge(), userId: user.id, answer });
      expect(await refusalOf(checked), JSON.stringify(answer)).to.equal('key_not_accepted');
    }
    const registration = checkRegistration(party, { challenge: newKeyChallenge(), answer: {} });
    expect(await refusalOf(registration)).to.equal('key_not_accepted');
  });

  it('is offered under the name of its owner, or under the address where there is none', async () => {
    const shown = async (name: string | null) =>
      (await registrationOptions(party, { ...user, name }, { known: [], challenge: newKeyChallenge() })).user;
    expect(await shown('Mina')).to.include({ name: user.email, displayName: 'Mina' });
    expect(await shown(null)).to.include({ name: user.email, displayName: user.email });
  });

  it('A-40: is not registered for another page or challenge', async () => {
    const challenge = newKeyChallenge();
    const options = await registrationOptions(party, user, { known: [], challenge });
    const register = (answering: Answering, asked = challenge) => {
      const answer = new SecurityKeySimulator(origin).register(options, answering);
      return refusalOf(checkRegistration(party, { challenge: asked, answer }));
    };
    expect(await register({ origin: 'https://evil.example' })).to.equal('key_not_accepted');
    expect(await register({ rpId: 'evil.example' })).to.equal('key_not_accepted');
    expect(await register({ userPresent: false })).to.equal('key_not_accepted');
    expect(await register({ origin: 'https://id.example\u0000\ud800' })).to.equal('key_not_accepted');
    expect(await register({}, newKeyChallenge())).to.equal('key_not_accepted');
  });

  it('A-40: is refused with the user handle of somebody else, and taken with its own', async () => {
    const simulator = new SecurityKeySimulator(origin);
    const key = await registered(simulator);
    const check = async (userId: string) => {
      const challenge = newKeyChallenge();
      const options = await assertionOptions(party, [key], challenge);
      const answer = simulator.answer(options, { userHandle: userHandleOf(userId) });
      return checkAssertion(party, [key], { challenge, userId: user.id, answer });
    };
    expect(await refusalOf(check(randomUUID()))).to.equal('key_not_accepted');
    expect((await check(user.id)).key).to.deep.equal(key);
  });

  it('is not registered with a certificate of anybody’s making, nor with an id that no key may have', async () => {
    const register = async (simulator: SecurityKeySimulator, answering: Answering = {}) => {
      const challenge = newKeyChallenge();
      const options = await registrationOptions(party, user, { known: [], challenge });
      return checkRegistration(party, { challenge, answer: simulator.register(options, answering) });
    };
    for (const format of ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'tpm', '']) {
      const attested = register(new SecurityKeySimulator(origin), { format });
      const error = await attested.catch((thrown: Refusal) => thrown);
      expect((error as Refusal).detail?.reason, format).to.equal('not_plain');
    }
    expect(await refusalOf(register(new SecurityKeySimulator(origin, { idLength: 1024 })))).to.equal(
      'key_not_accepted',
    );
    expect((await register(new SecurityKeySimulator(origin, { idLength: 1023 }))).signCount).to.equal(0);
  });
});
