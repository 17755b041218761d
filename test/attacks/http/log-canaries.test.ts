import { expect } from 'chai';
import type { AuditEvent } from '../../../src/audit/event.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { codeOf, createWorld, everyoneNow, mailedCode, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';
import { type Canaries, dumpOf, found, noteBrowser, noteMembers } from '../support/canaries.ts';

const typedPassword = 'canary typed for a password';
const typedEmail = 'canary-password-in-the-wrong-field';
const forgery = '\r\n{"level":"info","msg":"forged"}\u2028\u0085';

describe('A-41: no secret gets out', () => {
  let server: TestServer;
  let world: World;
  let canaries: Canaries;

  beforeEach(async () => {
    server = await startTestServer();
    world = await createWorld({ server, enforcement: everyoneNow, client: { first_party: false } });
    canaries = new Map([
      [typedPassword, 'typed password'],
      [typedEmail, 'password typed as an e-mail'],
      [world.tomas.password, 'password'],
      [world.tomas.secret ?? '', 'seed'],
      [`secret-of-${world.application.clientId}`, 'client secret'],
    ]);
  });

  afterEach(() => server.stop());

  async function send(browser: Browser, page: Answer, fields: Record<string, string> = {}): Promise<Answer> {
    for (const name of ['code', 'kept', 'password']) {
      const value = fields[name];
      if (value !== undefined && value.length > 4) canaries.set(value, name);
    }
    const answer = await browser.submit(page, fields);
    await noteBrowser(canaries, browser, answer);
    return answer;
  }

  async function start(browser: Browser): Promise<Answer> {
    const address = await world.application.authorizationUrl({ scope: 'openid email organization' });
    noteMembers(canaries, Object.fromEntries(new URL(address).searchParams));
    const page = await browser.open(address);
    await noteBrowser(canaries, browser, page);
    return page;
  }

  async function signInWithEverythingWrongFirst(): Promise<void> {
    const { email, password, secret } = world.tomas;
    const browser = new Browser();
    const page = await start(browser);
    await send(browser, page, { email: typedEmail, password: typedPassword });
    await send(browser, page, { email, password: typedPassword });
    const challenge = await send(browser, page, { email, password });
    for (const code of ['918273', codeOf(secret ?? '', 9), 'WRONG-RECOVERY-CODE1'])
      expect((await send(browser, challenge, { code })).status).to.equal(422);
    const consent = await send(browser, challenge, { code: codeOf(secret ?? '') });
    expect(consent.name).to.equal('consent');
    const back = await send(browser, consent);
    const tokens = await world.application.redeem(back);
    noteMembers(canaries, tokens);
    const refreshed = await world.application.refresh(tokens.refresh_token ?? '');
    noteMembers(canaries, refreshed);
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
    const hint = new URLSearchParams({ id_token_hint: refreshed.id_token ?? '', state: 'canary-of-a-state' });
    canaries.set('canary-of-a-state', 'state');
    // Signed out without a question: the hint is that of this very session.
    expect((await browser.open(`${server.issuer}/session/end?${hint}`)).name).to.equal('signed-out');
  }

  async function enrolWithEverythingWrongFirst(): Promise<void> {
    const { email, password } = world.mina;
    const browser = new Browser();
    const mailbox = await send(browser, await start(browser), { email, password });
    canaries.set(mailedCode(server, email), 'mailed code');
    await send(browser, mailbox, { code: '99999999' });
    const enroll = await send(browser, mailbox, { code: mailedCode(server, email) });
    const secret = enroll.page.querySelector('#totp-secret')?.text.trim() ?? '';
    canaries.set(secret, 'new seed');
    await send(browser, enroll, { code: '918273' });
    const codes = await send(browser, enroll, { code: codeOf(secret) });
    const list = codes.page.querySelectorAll('#recovery-codes li').map((item) => item.text.trim());
    for (const code of list) canaries.set(code, 'recovery code');
    await send(browser, codes, { kept: 'none' });
    await send(browser, codes, { kept: list[0]?.slice(-4) ?? '' });
    const again = await send(browser, await start(new Browser()), { email, password });
    expect(again.status).to.equal(410);
  }

  it('into log, audit or database, through sign-in, enrolment, refresh, sign-out and errors', async () => {
    await signInWithEverythingWrongFirst();
    await enrolWithEverythingWrongFirst();
    expect(canaries.size).to.be.greaterThan(40);
    expect(server.log.length).to.be.greaterThan(20);
    expect(found(canaries, server.log)).to.deep.equal([]);
    expect(found(canaries, await dumpOf(server))).to.deep.equal([]);
  });

  /** Something breaks in the database; what must not be there afterwards is any trace of what was sent. */
  async function whileBroken<Result>(breakIt: string[], mendIt: string[], work: () => Promise<Result>) {
    const { sql } = server.countersign.db;
    for (const statement of breakIt) await sql(statement);
    try {
      return await work();
    } finally {
      for (const statement of mendIt) await sql(statement);
    }
  }

  const away = (table: string) => [`ALTER TABLE ${table} RENAME TO ${table}_away`];
  const back = (table: string) => [`ALTER TABLE ${table}_away RENAME TO ${table}`];

  function expectOnlyANumber(answer: Answer): void {
    expect(answer.name).to.equal('error');
    expectNoTrace(answer);
  }

  function expectNoTrace(answer: Answer): void {
    expect(answer.status).to.equal(503);
    expect(answer.body).not.to.match(/ at |relation|column|syntax|SELECT|node_modules|\.ts/);
    expect(found(canaries, [answer.body])).to.deep.equal([]);
    expect(server.log.join('')).to.include(answer.headers.get('x-request-id') ?? 'no id');
  }

  it('into log or page when tables are missing under a sign-in', async () => {
    const { email, password, secret } = world.tomas;
    const browser = new Browser();
    const page = await start(browser);
    for (const table of ['throttles', 'users', 'provider_records']) {
      const fields = { email, password };
      expectOnlyANumber(await whileBroken(away(table), back(table), () => send(browser, page, fields)));
    }
    const challenge = await send(browser, page, { email, password });
    for (const table of ['authenticators', 'recovery_codes', 'audit_events']) {
      const code = table === 'audit_events' ? '918273' : codeOf(secret ?? '');
      expectOnlyANumber(
        await whileBroken(away(table), back(table), () => send(browser, challenge, { code })),
      );
    }
    const lost = await whileBroken(away('provider_records'), back('provider_records'), () => start(browser));
    expectOnlyANumber(lost);
    expect(found(canaries, server.log)).to.deep.equal([]);
  });

  it('into the log when a code or a token meets a broken database', async () => {
    const { email, password, secret } = world.olivia;
    const browser = new Browser();
    const challenge = await send(browser, await start(browser), { email, password });
    const consent = await send(browser, challenge, { code: codeOf(secret ?? '') });
    const callback = await send(browser, consent);
    const broken = <Result>(work: () => Promise<Result>) =>
      whileBroken(away('provider_records'), back('provider_records'), () => work().catch(() => 'refused'));
    expect(await broken(() => world.application.redeem(callback))).to.equal('refused');
    const tokens = await world.application.redeem(callback);
    noteMembers(canaries, tokens);
    expect(await broken(() => world.application.refresh(tokens.refresh_token ?? ''))).to.equal('refused');
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const me = () => new Browser().request(`${server.issuer}/me`, { headers });
    const told = (await broken(me)) as Answer;
    expectNoTrace(told);
    const refusal = { error: 'server_error', error_description: 'storage_unavailable' };
    expect(JSON.parse(told.body)).to.deep.equal(refusal);
    expect(found(canaries, server.log)).to.deep.equal([]);
  });

  it('into the log when the database quotes what it was given', async () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    const { db } = server.countersign;
    const failures = [
      () => db.sql('SELECT $1::uuid', [typedEmail]),
      () => db.transaction(({ audit }) => audit.record(eventAbout(typedEmail), new Date())),
    ];
    for (const fail of failures) {
      const error = await fail().then(String, (reason: unknown) => reason);
      logger.error({ err: error }, 'a request failed');
      logger.error(error);
    }
    expect(lines).to.have.length(4);
    for (const line of lines) expect(JSON.parse(line)).to.have.nested.property('err.code', '22P02');
    expect(found(canaries, lines)).to.deep.equal([]);
  });

  it('and no name, address or header can forge a line of the log', async () => {
    const { email, password } = world.greta;
    await server.countersign.db.sql('UPDATE users SET name = $2 WHERE email = $1', [email, `Ann${forgery}`]);
    const browser = new Browser({ 'user-agent': 'x\u0085{"level":"info","msg":"forged"}' });
    const page = await start(browser);
    await browser.submit(page, { email: `a${forgery}@b`, password: `a${forgery}` });
    await browser.submit(page, { email, password });
    for (const path of ['nowhere', 'interaction', 'auth', 'assets'])
      await browser.request(
        `${server.issuer}/${path}/${encodeURIComponent(forgery)}?x=${encodeURIComponent(forgery)}`,
      );
    await browser.request(`${server.issuer}/auth?client_id=${encodeURIComponent(forgery)}`);
    expect(server.log.length).to.be.greaterThan(8);
    for (const line of server.log) {
      expect(line.trimEnd()).not.to.match(/[\r\n\u0085\u2028\u2029]/);
      const { msg, service } = JSON.parse(line);
      expect(service).to.equal('countersign');
      expect(msg).not.to.equal('forged');
    }
  });
});

/** The id of a user is a uuid; the database refuses anything else and says what it was. */
function eventAbout(userId: string): AuditEvent {
  const detail = { client: null, stepUp: false };
  return { type: 'account.signed_in', actor: { kind: 'system' }, userId, detail };
}
