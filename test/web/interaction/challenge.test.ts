import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { type ChallengeModel, challengePage } from '../../../src/web/interaction/challenge.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { challengeModel, keyChallengeModel } from './support/models.ts';

describe('the page challenge', () => {
  itIsSound(filled(challengePage, challengeModel), {
    fields: ['code', 'remember', 'remember'],
    actions: ['continue', 'use_recovery_code', 'switch', 'cancel'],
  });

  itIsSound(
    filled(challengePage, keyChallengeModel),
    {
      fields: ['asks', 'asked_at', 'assertion', 'remember', 'remember'],
      actions: ['continue', 'use_app_code', 'use_recovery_code', 'switch', 'cancel'],
    },
    'challenge by key',
  );

  it('T29, T30: says "token is invalid" with help on time and zone, and by how much the clock is off', () => {
    const problem = { code: 'token_invalid', field: 'code', detail: { driftSeconds: -7300 } } as const;
    const html = drawn(filled(challengePage, { ...challengeModel, problem }));
    expect(html).to.include('token is invalid').and.to.include('time zone on both devices');
    expect(html).to.include('2 hours behind').and.to.include('<details open>');
  });

  it('has another form for a recovery code: its own words, letters, no clock, and a way back', () => {
    const problem = { code: 'token_invalid', field: 'code', detail: {} } as const;
    const app = { ...challengeModel, recoveryCodeAccepted: false };
    const digits = drawn(filled(challengePage, app));
    const both = drawn(filled(challengePage, challengeModel));
    const letters = drawn(filled(challengePage, { ...challengeModel, asks: 'recovery_code', problem }));
    expect(digits).to.include('autocomplete="one-time-code"').and.to.include('inputmode="numeric"');
    expect(both).to.include('autocomplete="one-time-code"').and.to.include('inputmode="text"');
    expect(letters).to.include('<h1>Enter a recovery code</h1>').and.to.include('>Recovery code</label>');
    expect(letters).to.include('inputmode="text"').and.to.include('value="use_app_code"');
    expect(letters)
      .not.to.include('value="use_recovery_code"')
      .and.not.to.match(/time zone|clock/);
  });

  it('names the organization that requires it, with the instant in its zone', () => {
    expect(drawn(filled(challengePage, challengeModel))).to.include(
      '<bdi>Acme</bdi> has required two-step sign-in since 1 December 2026 at 00:00 (Europe/Brussels).',
    );
  });

  it('leads on who has lost their device, to whom it can be of use', () => {
    const shown = (help: ChallengeModel['help'], asks: ChallengeModel['asks'] = 'app_code') =>
      parse(drawn(filled(challengePage, { ...challengeModel, asks, help }))).querySelector('.lost')?.text ??
      '';
    const { help } = challengeModel;
    for (const asks of ['app_code', 'recovery_code'] as const)
      expect(shown(help, asks))
        .to.include('Acme can reset your second step. Ask one of its administrators.')
        .and.include('Its address for this is it@acme.example.')
        .and.include('Whoever runs this service can do it as well');
    expect(shown({ helpers: [], unmanaging: ['Acme', 'Globex'] }))
      .to.include('Your account is not managed by Acme and Globex')
      .and.include('Whoever runs this service can reset your second step');
    expect(shown({ helpers: [], unmanaging: [] }))
      .not.to.include('Acme')
      .and.not.include('managed');
  });
});
