import { expect } from 'chai';
import type { Reason } from '../../../src/policy/decision.ts';
import { type Language, languages, loadWords } from '../../../src/web/words/language.ts';
import { whyInWords, whyOf } from '../../../src/web/words/reasons.ts';
import { midnight } from '../support/frames.ts';

const words = loadWords('views');
const acme = { id: 'o1', slug: 'acme', name: 'Acme' };

const codes: Record<Reason['code'], true> = {
  facts_missing: true,
  not_a_member: true,
  suspended: true,
  session_revoked: true,
  session_too_old: true,
  session_idle: true,
  session_ended_by_rule: true,
  mfa_required: true,
  mfa_announced: true,
  mfa_too_old: true,
  new_address: true,
  level_required: true,
  level_unreachable: true,
  own_factor: true,
  replace_factor: true,
  must_enroll: true,
  password_too_short: true,
  email_not_confirmed: true,
  email_changed: true,
};

const askers: Record<Reason['by'], true> = {
  organization: true,
  client: true,
  request: true,
  own_factor: true,
  session: true,
  extension: true,
  facts: true,
};

describe('why a step is asked', () => {
  const cases: [reason: Reason, expected: string][] = [
    [
      { by: 'organization', code: 'mfa_required', organization: acme, since: midnight },
      'Acme has required two-step sign-in since 1 December 2026 at 00:00 (Europe/Brussels).',
    ],
    [{ by: 'organization', code: 'mfa_required', organization: acme }, 'Acme requires two-step sign-in.'],
    [{ by: 'organization', code: 'mfa_required' }, 'This sign-in needs a second step.'],
    [{ by: 'client', code: 'mfa_too_old' }, 'CRM asks for your second step again after this time.'],
    [{ by: 'request', code: 'level_required', level: 3 }, 'CRM asks for a stronger sign-in here.'],
    [{ by: 'extension', code: 'level_required', extension: 'risk' }, 'A stronger sign-in is needed here.'],
    [
      { by: 'own_factor', code: 'own_factor', since: midnight },
      'You set up two-step sign-in for your account.',
    ],
  ];
  for (const [reason, expected] of cases) {
    it(`${reason.code} by ${reason.by} reads "${expected}"`, () => {
      const why = whyOf([reason], { o1: 'Europe/Brussels' });
      expect(whyInWords(words.en, why, 'CRM')).to.deep.equal([expected]);
    });
  }

  it('is told in UTC where the zone of an organization is not known', () => {
    const why = whyOf([{ by: 'organization', code: 'mfa_required', organization: acme, since: midnight }]);
    expect(whyInWords(words.en, why, null)[0]).to.include('30 November 2026 at 23:00 (UTC)');
  });

  it('is told with an instant as each language says it', () => {
    const since: Reason = { by: 'organization', code: 'mfa_required', organization: acme, since: midnight };
    const said = (language: Language) => whyInWords(words[language], whyOf([since]), null)[0];
    expect(said('de')).to.include('seit dem 30. November 2026 um 23:00 (UTC)');
    expect(said('fr')).to.include('depuis le 30 novembre 2026 à 23:00 (UTC)');
    expect(said('nl')).to.include('sinds 30 november 2026 om 23:00 (UTC)');
  });

  it('names each reason once', () => {
    const reason: Reason = { by: 'session', code: 'session_idle' };
    expect(whyInWords(words.de, whyOf([reason, reason]), null)).to.have.length(1);
  });

  it('has words for every code, whoever asks, with or without names', () => {
    for (const language of languages) {
      for (const code of Object.keys(codes) as Reason['code'][]) {
        for (const by of Object.keys(askers) as Reason['by'][]) {
          const reasons: Reason[] = [
            { by, code },
            { by, code, organization: acme, since: midnight },
          ];
          expect(whyInWords(words[language], whyOf(reasons), null)).not.to.include('');
          expect(whyInWords(words[language], whyOf(reasons), 'CRM')).not.to.include('');
        }
      }
    }
  });
});
