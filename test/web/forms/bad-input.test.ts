import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { rawRequest, sendRaw } from '../../attacks/support/raw-request.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import {
  codeOf,
  createWorld,
  everyoneNow,
  mailedCode,
  passPassword,
  seed,
  type World,
} from '../../harness/world.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Bodies that no page of ours sends. `action` says that the person wants to go on, where it says anything. */
const badBodies: readonly [
  what: string,
  body: string | Buffer<ArrayBuffer> | null,
  headers: Record<string, string>,
][] = [
  ['nothing', null, {}],
  ['an empty form', '', form],
  ['an action alone', 'action=continue', form],
  [
    'lists',
    'action=continue&email[]=a&email[]=b&password[]=a&code[]=1&code[]=2&kept[]=a&new_password[]=a',
    form,
  ],
  ['objects', 'action=continue&email[a]=b&password[a]=b&code[a][b]=c&kept[length]=4&new_password[a]=b', form],
  ['fields twice', 'action=continue&email=a&email=b&password=a&password=b&code=1&code=2&kept=a&kept=b', form],
  ['names of the language', '__proto__[code]=1&constructor[prototype][code]=1&action=continue', form],
  ['bytes that are no UTF-8', 'action=continue&email=%ff%fe%c0%80&password=%ff&code=%ff&kept=%ff', form],
  [
    'control characters',
    'action=continue&email=%00a%0d%0ab&password=%00&code=%00&kept=%00&new_password=%00',
    form,
  ],
  ['broken escapes', 'action=continue&email=%&password=%zz&code=%e&kept=%', form],
  ['an action that the page does not have', 'action=format&email=a&password=b', form],
  ['an action twice', 'action=cancel&action=continue', form],
  ['JSON', '{"action":"cancel"}', { 'content-type': 'application/json' }],
  ['text', 'action=cancel', { 'content-type': 'text/plain' }],
  ['parts', '--x\r\n\r\naction=cancel\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['an unknown type', 'action=cancel', { 'content-type': 'nonsense' }],
  [
    'an unknown character set',
    'action=continue',
    { 'content-type': `${form['content-type']}; charset=evil` },
  ],
  ['an unknown encoding', 'action=cancel', { ...form, 'content-encoding': 'evil' }],
  ['a false encoding', 'action=cancel', { ...form, 'content-encoding': 'gzip' }],
  ['a bomb', gzipSync(`action=cancel&a=${'0'.repeat(20_000_000)}`), { ...form, 'content-encoding': 'gzip' }],
  ['16 kB and more', `action=cancel&code=${'1'.repeat(17_000)}`, form],
  ['a very long code', `action=continue&code=${'1'.repeat(15_000)}`, form],
  ['very many fields', `action=continue&${'a=1&'.repeat(3000)}`, form],
  ['a very deep field', `action=continue&a${'[a]'.repeat(3000)}=1`, form],
];

describe('bad input', () => {
  let world: World;
  let firstLine: number;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow });
  });

  beforeEach(() => {
    firstLine = world.server.log.length;
  });

  afterEach(() => {
    const errors = world.server.log.slice(firstLine).filter((line) => line.includes('"level":"error"'));
    expect(errors).to.deep.equal([]);
  });

  /** Sends everything bad to a page; it stays the page that is due. */
  async function expectUnmoved(browser: Browser, page: Answer): Promise<void> {
    for (const [what, body, headers] of badBodies) {
      const answer = await browser.request(page.url, { method: 'POST', body, headers });
      expect(answer.status, `${page.name}: ${what}`).to.be.within(400, 499);
      expect(answer.location, `${page.name}: ${what}`).to.equal(null);
      expect(['error', page.name], `${page.name}: ${what}`).to.include(answer.name);
    }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const answer = await browser.request(page.url, { method, body: 'action=cancel', headers: form });
      expect(answer.status, method).to.be.within(404, 405);
    }
    const head = await browser.request(page.url, { method: 'HEAD' });
    expect([head.status, head.body]).to.deep.equal([200, '']);
    expect((await browser.request(page.url)).name).to.equal(page.name);
  }

  it('leaves a sign-in with a factor where it is', async () => {
    const browser = new Browser();
    const page = await world.application.start(browser);
    await expectUnmoved(browser, page);
    travel(3600 / 2);
    const { email, password, secret } = world.tomas;
    const challenge = await browser.submit(page, { email, password });
    expect(challenge.name).to.equal('challenge');
    await expectUnmoved(browser, challenge);
    await world.server.countersign.db.sql(
      'UPDATE users SET second_factor_failures = 0, second_factor_locked_until = NULL WHERE email = $1',
      [email],
    );
    const back = await browser.submit(challenge, { code: codeOf(secret ?? '') });
    expect(back.location).to.include('code=');
  });

  it('leaves an enrolment where it is', async () => {
    const { application, mina, server } = world;
    const { browser, answer: mailbox } = await passPassword(application, mina);
    await expectUnmoved(browser, mailbox);
    const again = await browser.submit(mailbox, { action: 'resend' });
    const enroll = await browser.submit(again, { code: mailedCode(server, mina.email) });
    expect(enroll.name).to.equal('enroll');
    await expectUnmoved(browser, enroll);
    const secret = enroll.page.querySelector('#totp-secret')?.text.trim() ?? '';
    const codes = await browser.submit(enroll, { code: codeOf(secret) });
    expect(codes.name).to.equal('recovery-codes');
    await expectUnmoved(browser, codes);
    const kept = codes.page.querySelector('#recovery-codes li')?.text.trim().slice(-4) ?? '';
    expect((await browser.submit(codes, { kept })).location).to.include('code=');
  });

  it('leaves a short password and a question for consent where they are', async () => {
    const person = { email: `short@${world.slug}.example`, password: 'eleven chars', secret: null };
    await seed(world.server, {
      users: [{ email: person.email, email_verified: true, password: person.password }],
    });
    const { application } = await createWorld({ client: { first_party: false } });
    const { browser, answer: newPassword } = await passPassword(application, person);
    expect(newPassword.name).to.equal('new-password');
    await expectUnmoved(browser, newPassword);
    const consent = await browser.submit(newPassword, { new_password: 'a longer one of five words' });
    expect(consent.name).to.equal('consent');
    // The button is all that this form has: whatever says `continue` is a yes.
    for (const [what, body, headers] of badBodies) {
      if (String(body).startsWith('action=continue') || String(body).endsWith('action=continue')) continue;
      const answer = await browser.request(consent.url, { method: 'POST', body, headers });
      expect(answer.status, what).to.be.within(400, 499);
    }
    expect((await browser.submit(consent)).location).to.include('code=');
  });

  it('keeps the typed e-mail on the refused form, as it was typed', async () => {
    const browser = new Browser();
    const page = await world.application.start(browser);
    const typed = [
      'nobody',
      ' Ann@Acme.Example ',
      '"><script>alert(1)</script>',
      "a'b&c",
      `${'x'.repeat(3000)}@y`,
    ];
    for (const email of typed) {
      const answer = await browser.submit(page, { email, password: 'a secret that was typed' });
      expect(answer.status).to.equal(422);
      expect(answer.page.querySelector('#email')?.getAttribute('value')).to.equal(email);
      expect(answer.body).not.to.include('a secret that was typed').and.not.to.include('<script');
    }
  });

  it('is refused for sign-ins that do not exist and for pages that do not', async () => {
    const browser = new Browser();
    const { url } = await world.application.start(browser);
    const uid = /\/interaction\/([^/]+)/.exec(url)?.[1] ?? '';
    const { issuer } = world.server;
    const others = [
      'unknown',
      uid.slice(1),
      uid.toUpperCase(),
      `${uid}%00`,
      '%00',
      '%ff',
      '%zz',
      '..%2f..',
      '%0d%0ax',
    ];
    for (const other of others) {
      for (const init of [{}, { method: 'POST', body: 'action=cancel', headers: form }]) {
        const answer = await browser.request(`${issuer}/interaction/${other}/password`, init);
        expect(answer.status, other).to.equal(410);
        expect(answer.name, other).to.equal('error');
      }
    }
    for (const path of ['', '/', '//', '/evil', '/password/', '/password/x', '/__proto__', '/constructor']) {
      const answer = await browser.request(`${issuer}/interaction/${uid}${path}`, { method: 'POST' });
      expect(answer.status, path).to.be.within(400, 499);
    }
  });

  it('in request lines and headers is refused', async () => {
    const { issuer } = world.server;
    const { pathname } = new URL((await world.application.start(new Browser())).url);
    const host = 'host: x';
    const names = ['interaction', 'session', 'resume'].map((name) => nameOfCookie(issuer, name));
    const [interaction, session, resume] = names;
    const requests: readonly [string, string[]][] = [
      [`TRACE ${pathname}`, [host, 'cookie: a=canary']],
      ['TRACE /auth', [host, 'cookie: a=canary']],
      ['OPTIONS *', [host]],
      [`GET /${'a'.repeat(20_000)}`, [host]],
      ['GET /nowhere', [host, `cookie: ${'a'.repeat(20_000)}`]],
      ['GET no-slash', [host]],
      [`POST ${pathname}`, [host, 'content-length: -1']],
      [`POST ${pathname}`, [host, 'content-length: 5', 'transfer-encoding: chunked']],
      [`POST ${pathname}`, [host, 'expect: magic']],
      [
        `GET ${pathname}`,
        [host, `cookie: ${interaction}=%00; ${interaction}.sig=%ff; ${session}=\u00ff; ${resume}=;;;=`],
      ],
    ];
    for (const [line, headers] of requests) {
      const answer = await sendRaw(issuer, rawRequest(line, headers));
      expect(answer.status, line.slice(0, 60)).to.be.within(400, 499);
      expect(answer.body, line.slice(0, 60)).not.to.include('canary');
    }
  });
});
