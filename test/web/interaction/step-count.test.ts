import { expect } from 'chai';
import type { Decision } from '../../../src/policy/decision.ts';
import { freshSignIn, type SignInProgress } from '../../../src/sign-in/progress.ts';
import { stepCountOf } from '../../../src/web/interaction/step-count.ts';
import type { Step } from '../../../src/web/interaction/steps.ts';
import type { View } from '../../../src/web/interaction/view.ts';

type Proof = Extract<Decision, { step: 'enroll' }>['proof'];

const enrolling = (proof: Proof): Decision => ({
  step: 'enroll',
  proof,
  factors: ['totp'],
  declinable: false,
  reasons: [],
});

function counted(step: Step, decision: Decision, progress: Partial<SignInProgress> = {}): string | null {
  const signIn = { progress: { ...freshSignIn, ...progress } } as View['signIn'];
  const count = stepCountOf({ step, decision, signIn });
  return count && `${count.number} of ${count.of}`;
}

describe('the number of a step', () => {
  const table: readonly [string, Step, Proof, Partial<SignInProgress>, string][] = [
    ['a factor after the password', 'enroll', 'none', {}, '2 of 3'],
    ['its recovery codes', 'recovery-codes', 'none', {}, '3 of 3'],
    ['a mailbox before the factor', 'mailbox', 'mailbox', {}, '2 of 4'],
    ['the factor after the mailbox', 'enroll', 'mailbox', {}, '3 of 4'],
    ['the code of an administrator', 'ticket', 'ticket', {}, '2 of 4'],
    ['the codes after it', 'recovery-codes', 'ticket', {}, '4 of 4'],
    ['a factor where somebody is signed in', 'enroll', 'none', { stepUpOf: 1 }, '1 of 2'],
    [
      'another factor after one was proven',
      'enroll',
      'factor',
      { newFactorProof: { factor: 'totp', at: 1 } },
      '3 of 4',
    ],
    ['a factor after a recovery code', 'enroll', 'none', { proofs: { recoveryCodeAt: 1 } }, '3 of 4'],
    [
      'a factor where the session came in by a recovery code',
      'enroll',
      'none',
      { stepUpOf: 1, proofs: { recoveryCodeAt: 1 } },
      '1 of 2',
    ],
  ];
  for (const [name, step, proof, progress, expected] of table)
    it(`${name}: ${expected}`, () => {
      expect(counted(step, enrolling(proof), progress)).to.equal(expected);
    });

  it('is not told where nobody knows what comes', () => {
    const signingIn: Decision = { step: 'sign_in', reasons: [] };
    const challenge: Decision = { step: 'challenge', factors: ['totp'], recoveryCode: true, reasons: [] };
    expect(counted('password', signingIn)).to.equal(null);
    expect(counted('challenge', challenge)).to.equal(null);
    expect(counted('refused', enrolling('none'))).to.equal(null);
  });
});
