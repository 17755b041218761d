import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Answer, Browser } from '../../harness/browser.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, passPassword, seed, type World } from '../../harness/world.ts';

const wrongPassword = 'wrong password of a stranger';

/** Everything that an answer says, but for what is new in each one and the e-mail that was typed. */
function without(answer: Answer, email: string): Record<string, unknown> {
  const ignored = new Set(['date', 'x-request-id', 'content-length']);
  const headers = [...answer.headers].filter(([name]) => !ignored.has(name));
  const uid = /\/interaction\/([^/]+)/.exec(answer.url)?.[1] ?? 'no uid';
  const body = answer.body.replaceAll(email, 'typed e-mail').replaceAll(uid, 'uid');
  return { status: answer.status, headers, body };
}

describe('A-38: a stranger', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  /** People of every kind, by what sets them apart. */
  async function peopleOfEveryKind(): Promise<Record<string, string>> {
    const { slug, server } = world;
    const emailOf = (name: string) => `${name}-${randomUUID().slice(0, 8)}@${slug}.example`;
    const created = { withoutPassword: emailOf('wp'), locked: emailOf('lo'), stopped: emailOf('st') };
    await seed(server, {
      users: [
        { email: created.withoutPassword, email_verified: true },
        { email: created.locked, email_verified: true, password: 'correct horse battery staple' },
        { email: created.stopped, email_verified: false, password: 'correct horse battery staple' },
      ],
    });
    const sql = server.countersign.db.sql;
    await sql(
      `UPDATE users SET second_factor_failures = 9, second_factor_locked_until = now() + interval '1 hour'
       WHERE email = $1`,
      [created.locked],
    );
    await sql('UPDATE users SET second_factor_failures = 50 WHERE email = $1', [created.stopped]);
    return {
      ...created,
      unknown: emailOf('un'),
      withFactor: world.tomas.email,
      withoutFactor: world.mina.email,
      owner: world.olivia.email,
      inNoOrganization: world.greta.email,
    };
  }

  it('gets the same answer to a wrong password whoever it is for, and the same wait after ten', async () => {
    const seen: Record<string, unknown[]> = {};
    for (const [kind, email] of Object.entries(await peopleOfEveryKind())) {
      const browser = new Browser();
      const page = await world.application.start(browser);
      seen[kind] = [without(page, email)];
      for (let n = 0; n < 11; n += 1) {
        const answer = await browser.submit(page, { email, password: wrongPassword });
        seen[kind].push(without(answer, email));
        expect(answer.status, kind).to.equal(n < 10 ? 422 : 429);
      }
      // The application that the sign-in is for has nothing to do with whoever signs in.
      const cookies = await browser.cookies(world.server.issuer);
      expect(
        cookies.filter((each) => !/applications/.test(each)),
        kind,
      ).to.deep.equal([]);
    }
    const { unknown, ...others } = seen;
    for (const [kind, answers] of Object.entries(others)) expect(answers, kind).to.deep.equal(unknown);
  });

  it('is not told by the password page whether a hinted person exists', async () => {
    const pages: unknown[] = [];
    for (const hint of [world.tomas.email, `nobody@${world.slug}.example`, 'no e-mail at all']) {
      const page = await world.application.start(new Browser(), { login_hint: hint });
      expect(page.name).to.equal('password');
      pages.push(without(page, hint));
    }
    expect(pages[1]).to.deep.equal(pages[0]);
    expect(pages[2]).to.deep.equal(pages[0]);
  });

  it('sees no later page before the password was right', async () => {
    for (const person of [
      world.tomas,
      world.mina,
      { ...world.tomas, email: `nobody@${world.slug}.example` },
    ]) {
      const wrong = { ...person, password: wrongPassword };
      const { browser, answer } = await passPassword(world.application, wrong);
      expect(answer.name).to.equal('password');
      for (const later of laterPages) {
        const url = answer.url.replace(/password$/, later);
        const got = await browser.request(url);
        expect(got.status, later).to.equal(303);
        expect(got.location, later).to.equal(answer.url);
        const posted = await browser.post(url, { action: 'continue', code: '123456', email: person.email });
        expect(posted.status, later).to.equal(409);
        expect(posted.body, later).not.to.include(person.email);
      }
    }
  });

  it('gets every answer after the same time, whether the person exists or not', async () => {
    const server = await startTestServer({ trustedProxies: 1 });
    try {
      const ratios: number[] = [];
      // A busy machine can spoil one measurement; an answer without the work of a hash would spoil all.
      while (ratios.length < 4 && !ratios.some((ratio) => ratio < 0.25)) ratios.push(await measure(server));
      expect(Math.min(...ratios), `differences ${ratios}`).to.be.lessThan(0.25);
    } finally {
      await server.stop();
    }
  });
});

const laterPages = ['challenge', 'mailbox', 'enroll', 'recovery-codes', 'new-password', 'consent', 'refused'];

const rounds = 40;

/** By which part the medians of a known and an unknown e-mail differ; asked in turn, each time from elsewhere. */
async function measure(server: TestServer): Promise<number> {
  const { application, tomas, slug } = await createWorld({ server });
  const browser = new Browser();
  const { url } = await application.start(browser);
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = 0; n < rounds * 2; n += 1) {
    const kind = n % 2 === 0 ? 'known' : 'unknown';
    const email = kind === 'known' ? tomas.email : `nobody${n}@${slug}.example`;
    const startedAt = performance.now();
    const fields = { email, password: wrongPassword, action: 'continue' };
    const answer = await browser.post(url, fields, { headers: { 'x-forwarded-for': `203.0.113.${n}` } });
    times[kind].push(performance.now() - startedAt);
    expect(answer.status).to.equal(422);
  }
  const [known, unknown] = [medianOf(times.known), medianOf(times.unknown)];
  return Math.abs(known - unknown) / Math.max(known, unknown);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
