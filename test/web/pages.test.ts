import { expect } from 'chai';
import type { PageModel, PageName } from '../../src/web/pages/pages.ts';
import { createRenderer } from '../../src/web/pages/rendering.ts';
import { languages } from '../../src/web/words/language.ts';
import { frame, pageSamples, refusedSamples } from './support/page-samples.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: true });

const fieldsAndActions: Record<PageName, { fields: string[]; actions: string[] }> = {
  password: { fields: ['email', 'password'], actions: ['continue', 'cancel'] },
  mailbox: { fields: ['code'], actions: ['continue', 'resend', 'switch', 'cancel'] },
  ticket: { fields: ['code'], actions: ['continue', 'switch', 'cancel'] },
  challenge: { fields: ['code'], actions: ['continue', 'use_recovery_code', 'switch', 'cancel'] },
  enroll: { fields: ['code'], actions: ['continue', 'switch', 'cancel'] },
  'recovery-codes': { fields: ['kept'], actions: ['download', 'continue', 'cancel'] },
  'new-password': { fields: ['new_password'], actions: ['continue', 'cancel'] },
  'forgotten-password': { fields: ['email'], actions: ['continue'] },
  'reset-link-sent': { fields: [], actions: [] },
  'reset-link-expired': { fields: [], actions: [] },
  'password-saved': { fields: [], actions: [] },
  consent: { fields: [], actions: ['continue', 'cancel'] },
  join: { fields: ['name', 'new_password'], actions: ['continue'] },
  joined: { fields: [], actions: [] },
  'email-change': { fields: [], actions: ['continue'] },
  error: { fields: [], actions: [] },
  refused: { fields: [], actions: ['continue', 'switch', 'cancel'] },
  home: { fields: [], actions: [] },
  'signed-out': { fields: [], actions: [] },
  'still-signed-in': { fields: [], actions: [] },
  'logout-confirm': { fields: ['xsrf', 'logout', 'xsrf'], actions: ['continue', 'cancel'] },
  'device-code': { fields: ['xsrf', 'user_code'], actions: ['continue'] },
  'device-confirm': {
    fields: ['xsrf', 'user_code', 'confirm', 'xsrf', 'user_code', 'abort'],
    actions: ['continue', 'cancel'],
  },
  'device-done': { fields: [], actions: [] },
  'development-mailbox': { fields: [], actions: [] },
};

/** The pages whose form asks a key; they alone have a script. */
const keyForms: Partial<Record<PageName, { fields: string[]; actions: string[] }>> = {
  challenge: {
    fields: ['asks', 'asked_at', 'assertion'],
    actions: ['continue', 'use_app_code', 'use_recovery_code', 'switch', 'cancel'],
  },
  enroll: {
    fields: ['asks', 'asked_at', 'assertion'],
    actions: ['continue', 'use_app_code', 'switch', 'cancel'],
  },
};

const keyScript = `<script src="${renderer.keyScript.path}"></script>`;

function asksKey(model: PageModel): boolean {
  return (model.page === 'challenge' || model.page === 'enroll') && model.key !== null;
}

const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, found = '']) => found);

function sample<Name extends PageName>(name: Name): Extract<PageModel, { page: Name }> {
  const found = pageSamples.find(({ page }) => page === name);
  if (!found) throw new Error(`No sample of ${name}`);
  return found as Extract<PageModel, { page: Name }>;
}

describe('every page', () => {
  for (const model of pageSamples) {
    const { fields, actions } = (asksKey(model) ? keyForms : fieldsAndActions)[model.page] ?? {
      fields: [],
      actions: [],
    };
    const page = asksKey(model) ? `${model.page} by key` : model.page;

    it(`${page} names itself and has its fields and actions`, () => {
      const html = renderer.renderPage(model);
      expect(all(html, /<main data-page="([^"]*)"/g)).to.deep.equal([model.page]);
      expect(all(html, /<input[^>]* name="([^"]*)"/g)).to.deep.equal(fields);
      expect(all(html, /<button name="action" value="([^"]*)"/g)).to.deep.equal(actions);
    });

    it(`${page} has one heading, which is also its title, in each language`, () => {
      for (const language of languages) {
        const html = renderer.renderPage({ ...model, language });
        const [heading] = all(html, /<h1>([^<]*)<\/h1>/g);
        expect(html).to.include(`<html lang="${language}">`);
        expect(html).to.include(`<title>${heading} – Countersign</title>`);
      }
    });

    it(`${page} ${asksKey(model) ? 'has the one script and' : 'needs no script and'} no style of its own`, () => {
      const html = renderer.renderPage(model);
      expect(html.includes(keyScript)).to.equal(asksKey(model));
      expect(html.replace(keyScript, '')).not.to.match(/<script|<style| style=| on[a-z]+=/);
    });

    it(`${page} escapes markup in every text it is given`, () => {
      const html = renderer.renderPage(poisoned(model)).replace(keyScript, '');
      expect(html).not.to.match(/<script|<b>/i);
      expect(html).not.to.include(`"'>`);
    });
  }
});

describe('a refused form', () => {
  for (const model of refusedSamples) {
    it(`of ${model.page} says so in title, summary and beside the field`, () => {
      const html = renderer.renderPage(model);
      expect(html).to.include('<title>Error: ').and.to.include('role="alert"');
      if (!model.problem?.field) return;
      const { field } = model.problem;
      expect(html).to.include(`<a href="#${field}">`).and.to.include(`id="${field}-problem"`);
      expect(html).to.match(
        new RegExp(`<input id="${field}"[^>]*aria-describedby="[^"]*${field}-problem"[^>]*>`),
      );
    });
  }

  it('keeps the e-mail and never a secret', () => {
    const html = renderer.renderPage({ ...sample('password'), email: 'ann@acme.example' });
    expect(html).to.match(/name="email"[^>]* value="ann@acme.example"/);
    expect(html).not.to.match(/name="password"[^>]* value=/);
  });

  it('T29, T30: says "token is invalid" with help on time and zone, and by how much the clock is off', () => {
    const html = renderer.renderPage({
      ...sample('challenge'),
      problem: { code: 'token_invalid', field: 'code', detail: { driftSeconds: -7300 } },
    });
    expect(html).to.include('token is invalid').and.to.include('time zone on both devices');
    expect(html).to.include('2 hours behind').and.to.include('<details open>');
  });

  it('says which field is empty', () => {
    const empty = (field: 'email' | 'password') =>
      renderer.renderPage({ ...sample('password'), problem: { code: 'field_empty', field, detail: {} } });
    expect(empty('email')).to.include('<a href="#email">Type your e-mail address</a>');
    expect(empty('password')).to.include('<a href="#password">Type your password</a>');
  });
});

describe('single pages', () => {
  it('enroll shows exactly the secret, however it is grouped', () => {
    const html = renderer.renderPage(sample('enroll'));
    const [shown = ''] = all(html, /<code id="totp-secret"[^>]*>(.*?)<\/code>/g);
    expect(shown.replaceAll(/<[^>]*>/g, '')).to.equal(sample('enroll').app?.secret);
    expect(html).to.match(/<img class="qr" src="data:image\/png;base64,[^"]+" alt="[^"]+"/);
    expect(html).to.include('href="otpauth://totp/');
  });

  for (const name of ['mailbox', 'ticket', 'enroll'] as const) {
    it(`${name} can be put off only where it is declinable`, () => {
      expect(renderer.renderPage(sample(name))).not.to.include('value="later"');
      expect(renderer.renderPage({ ...sample(name), declinable: true })).to.include('value="later"');
    });
  }

  it('mailbox shows the address once, and all of it', () => {
    const text = renderer.renderPage(sample('mailbox')).replaceAll(/<[^>]*>/g, ' ');
    expect(text.split('ann@acme.example')).to.have.length(2);
    expect(text).not.to.include('•');
  });

  it('recovery-codes lists one code in each item, without spaces', () => {
    const html = renderer.renderPage(sample('recovery-codes'));
    const [list = ''] = all(html, /<ol id="recovery-codes">([\s\S]*?)<\/ol>/g);
    expect(all(list, /<li>(\S+)<\/li>/g)).to.deep.equal(sample('recovery-codes').codes);
  });

  it('challenge has another form for a recovery code: its own words, letters, no clock, and a way back', () => {
    const digits = renderer.renderPage(sample('challenge'));
    const refused = { code: 'token_invalid', field: 'code', detail: {} } as const;
    const letters = renderer.renderPage({
      ...sample('challenge'),
      asks: 'recovery_code',
      problem: refused,
    });
    expect(digits).to.include('autocomplete="one-time-code"').and.to.include('inputmode="numeric"');
    expect(letters).to.include('<h1>Enter a recovery code</h1>').and.to.include('>Recovery code</label>');
    expect(letters).to.include('inputmode="text"').and.to.include('value="use_app_code"');
    expect(letters)
      .not.to.include('value="use_recovery_code"')
      .and.not.to.match(/time zone|clock/);
  });

  it('cancel is offered only where there is somewhere to go back to', () => {
    expect(renderer.renderPage({ ...sample('password'), cancelable: false })).not.to.include(
      'value="cancel"',
    );
  });

  it('a name alone is capitalized as it is typed', () => {
    for (const model of pageSamples)
      for (const [, name, how] of renderer
        .renderPage(model)
        .matchAll(/<input id="[^"]*" name="([^"]*)"[^>]* autocapitalize="([^"]*)"/g))
        expect(how, `${model.page} ${name}`).to.equal(name === 'name' ? 'words' : 'none');
    expect(renderer.renderPage(sample('join'))).to.include('autocapitalize="words"');
  });

  it('whoever has joined reads that a key will do as well as an app, in each language', () => {
    const kinds = { en: 'a security key', de: 'einem Sicherheitsschlüssel', fr: 'une clé de sécurité' };
    for (const language of languages)
      for (const deadline of [null, Date.parse('2026-12-01T00:00:00Z')]) {
        const html = renderer.renderPage({ ...sample('joined'), language, enrollment: { deadline } });
        expect(html, language).to.include(kinds[language]);
      }
  });

  it('consent links to web addresses only', () => {
    const html = renderer.renderPage({ ...sample('consent'), policyUri: 'javascript:alert(1)' });
    expect(html).not.to.include('javascript:');
  });

  it('the organization that requires the step is named, with the instant in its zone', () => {
    const html = renderer.renderPage({ ...sample('challenge'), ...frame });
    expect(html).to.include(
      'Acme has required two-step sign-in since 1 December 2026 at 00:00 (Europe/Brussels).',
    );
  });
});

describe('the stylesheet', () => {
  it('has an address that tells its content and asks for nothing from elsewhere', () => {
    const { path, content } = renderer.stylesheet;
    expect(path).to.match(/^\/assets\/countersign-[0-9a-f]{12}\.css$/);
    expect(renderer.renderPage(sample('password'))).to.include(`href="${path}"`);
    expect(content).not.to.match(/url\(|@import|@font-face/);
  });
});

/** Texts that are picked from a closed set, not written by anybody. */
const closed = [
  'page',
  'state',
  'role',
  'language',
  'asks',
  'code',
  'by',
  'field',
  'timeZone',
  'id',
  'formHtml',
];

function poisoned<Value>(value: Value, key = ''): Value {
  if (typeof value === 'string') {
    return (closed.includes(key) ? value : `${value}"'><script>alert(1)</script><b>`) as Value;
  }
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key)) as Value;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, item]) => [name, poisoned(item, name)]);
  return Object.fromEntries(entries) as Value;
}
