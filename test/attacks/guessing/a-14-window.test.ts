import { expect } from 'chai';
import { travel } from '../../harness/clock.ts';
import { createWorld, everyoneNow } from '../../harness/world.ts';
import {
  failuresOf,
  freeFailures,
  guess,
  openChallenge,
  rightCode,
  wrongCodes,
} from '../support/guessing.ts';
import { travelToMidStep } from '../support/mid-step.ts';

/** What comes of one code in a world of its own. */
async function offer(code: (secret: string) => string) {
  const { application, tomas, server } = await createWorld({ enforcement: everyoneNow });
  const answer = await guess(await openChallenge(application, tomas), code(tomas.secret ?? ''));
  return { answer, failures: await failuresOf(server, tomas) };
}

/** The code of the app so many steps from now. */
const shifted = (step: number) => (secret: string) => rightCode({ email: '', password: '', secret }, step);

/** The same digits of another script. @param zero its code point */
function inDigits(code: string, zero: number): string {
  return code.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

describe('A-14 the window of codes', () => {
  beforeEach(travelToMidStep);

  for (const step of [-1, 0, 1]) {
    it(`A-14 takes the code of step ${step}`, async () => {
      const { answer, failures } = await offer(shifted(step));
      expect([answer.status, failures]).to.deep.equal([303, 0]);
    });
  }

  for (const step of [-3, -2, 2, 3]) {
    it(`A-14 refuses the code of step ${step}`, async () => {
      const { answer, failures } = await offer(shifted(step));
      expect([answer.status, answer.location, failures]).to.deep.equal([422, null, 1]);
    });
  }

  it('A-14 takes a code with the spaces that people type', async () => {
    const { answer } = await offer((secret) => {
      const code = shifted(0)(secret);
      return ` ${code.slice(0, 3)} ${code.slice(3)} `;
    });
    expect(answer.status).to.equal(303);
  });

  for (const [name, typed] of Object.entries({
    'with a dash between its groups': (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`,
    'with a stop between its groups': (code: string) => `${code.slice(0, 3)}.${code.slice(3)}`,
    'with what cannot be seen in it': (code: string) =>
      `\u200b${code.slice(0, 3)}\u2060${code.slice(3)}\u200f`,
    'in Arabic digits': (code: string) => inDigits(code, 0x660),
    'in Persian digits': (code: string) => inDigits(code, 0x6f0),
    'in full-width digits': (code: string) => inDigits(code, 0xff10),
  }))
    it(`T29: takes a right code ${name}, which is no guess`, async () => {
      const { answer, failures } = await offer((secret) => typed(shifted(0)(secret)));
      expect([answer.status, failures]).to.deep.equal([303, 0]);
    });

  for (const [name, spoil] of Object.entries({
    'nothing at all': () => '',
    'five digits': (code: string) => code.slice(1),
    'seven digits': (code: string) => `${code}0`,
    'a leading zero too many': (code: string) => `0${code}`,
    'a sign before it': (code: string) => `+${code}`,
    'a fraction': (code: string) => `${code}.0`,
    'hexadecimal digits': (code: string) => `0x${Number(code).toString(16)}`,
    'the code twice': (code: string) => `${code},${code}`,
  })) {
    it(`A-14 refuses ${name} in place of the code`, async () => {
      const { answer } = await offer((secret) => spoil(shifted(0)(secret)));
      expect([answer.status, answer.location]).to.deep.equal([422, null]);
    });
  }

  it('A-14 refuses random codes until the account is locked', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const guesser = await openChallenge(application, tomas);
    const statuses = [];
    for (const code of wrongCodes(tomas, freeFailures + 1))
      statuses.push((await guess(guesser, code)).status);
    expect(statuses).to.deep.equal([...Array(freeFailures).fill(422), 429]);
  });

  it('A-14, T29, T30: says how far the clock of the device is off, and does not take its code', async () => {
    const { answer } = await offer(shifted(-20));
    expect([answer.status, answer.location]).to.deep.equal([422, null]);
    expect(answer.body).to.contain('The token is invalid').and.to.contain('10 minutes behind');
    expect(answer.body).to.contain('time zone on both devices');
  });

  it('A-14, T30: refuses a code that an answer has told to be right later, when its time has come', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const guesser = await openChallenge(application, tomas);
    const told = await guess(guesser, rightCode(tomas, 20));
    expect(told.body).to.contain('10 minutes ahead');
    travel(600);
    expect((await guess(guesser, rightCode(tomas))).status).to.equal(422);
    travel(30);
    expect((await guess(guesser, rightCode(tomas))).status).to.equal(303);
  });

  it('T29: says that a code was used only where it was', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    await guess(await openChallenge(application, tomas), rightCode(tomas));
    const used = await guess(await openChallenge(application, tomas), rightCode(tomas));
    expect([used.status, used.body.includes('This code was used already')]).to.deep.equal([422, true]);
    const [code = ''] = wrongCodes(tomas, 1);
    const wrong = await guess(await openChallenge(application, tomas), code);
    expect([wrong.status, wrong.body.includes('This code was used')]).to.deep.equal([422, false]);
  });
});
