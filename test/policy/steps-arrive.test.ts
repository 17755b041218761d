import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../src/policy/decide.ts';
import type { Decision } from '../../src/policy/decision.ts';
import type { FactorKind, Facts, SessionFacts, UserFacts } from '../../src/policy/facts.ts';
import { readableFacts } from './support/arbitrary-facts.ts';
import { now } from './support/world.ts';

const runs = { numRuns: 3000, seed: 20261207 };

describe('whoever follows the steps arrives', () => {
  interface State {
    readonly user: UserFacts;
    readonly session: SessionFacts;
    readonly request: Facts['request'];
  }

  function prove(state: State, kind: FactorKind): State {
    const proof =
      kind === 'totp' ? { totpAt: now } : { webauthn: { at: now, userVerified: true, hardwareBound: null } };
    const user = { ...state.user, mustReplaceFactor: false };
    return {
      ...state,
      user,
      session: { ...state.session, sameAddress: true, proofs: { ...state.session.proofs, ...proof } },
    };
  }

  function enrol(state: State, kind: FactorKind): State {
    const factors = [...state.user.factors, { kind, confirmedAt: now }];
    return prove({ ...state, user: { ...state.user, factors } }, kind);
  }

  function follow(state: State, decision: Decision, choice: number): State | null {
    if (decision.step === 'new_password')
      return { ...state, user: { ...state.user, hasShortPassword: false } };
    if (decision.step !== 'challenge' && decision.step !== 'enroll') return null;
    const kind = decision.factors[choice % decision.factors.length];
    if (kind === undefined) throw new Error('a prompt without a factor');
    if (decision.declinable === true && choice < 2)
      return { ...state, request: { ...state.request, declinedEnrollment: true } };
    return decision.step === 'challenge' ? prove(state, kind) : enrol(state, kind);
  }

  it('at a verdict within four prompts, never asked twice for the same', () => {
    fc.assert(
      fc.property(readableFacts, fc.nat(3), (facts, choice) => {
        let state: State = facts;
        const asked: string[] = [];
        for (;;) {
          const decision = decide({ ...facts, ...state, at: 'authorization' }, now);
          const next = follow(state, decision, choice);
          if (next === null) break;
          const prompt = `${decision.step} ${'factors' in decision ? decision.factors.join() : ''}`;
          expect(asked).to.not.include(prompt);
          asked.push(prompt);
          state = next;
        }
        expect(asked.length).to.be.at.most(4);
      }),
      { ...runs, numRuns: 8000 },
    );
  });
});
