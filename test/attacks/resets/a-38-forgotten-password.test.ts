import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { deliver, mailsTo } from '../../harness/mails.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';

/** Everything that an answer says, but for what is new in each one and the e-mail that was typed. */
function without(answer: Answer, email: string): Record<string, unknown> {
  const ignored = new Set(['date', 'x-request-id', 'content-length']);
  const headers = [...answer.headers].filter(([name]) => !ignored.has(name));
  return { status: answer.status, headers, body: answer.body.replaceAll(email, 'typed e-mail') };
}

/** People of every kind, by what sets them apart; only the first is nobody. */
async function peopleOfEveryKind(world: World): Promise<Record<string, string>> {
  const { slug, server } = world;
  const emailOf = (name: string) => `${name}-${randomUUID().slice(0, 8)}@${slug}.example`;
  const created = { withoutPassword: emailOf('wp'), stopped: emailOf('st'), ordered: emailOf('or') };
  await seed(server, {
    users: [
      { email: created.withoutPassword, email_verified: true },
      { email: created.stopped, email_verified: false, password: 'correct horse battery staple' },
      { email: created.ordered, email_verified: true, password: 'correct horse battery staple' },
    ],
  });
  const { sql } = server.countersign.db;
  await sql('UPDATE users SET second_factor_failures = 50 WHERE email = $1', [created.stopped]);
  await sql('UPDATE users SET password_reset_at = now() WHERE email = $1', [created.ordered]);
  return {
    unknown: emailOf('un'),
    ...created,
    withFactor: world.tomas.email,
    withoutFactor: world.mina.email,
    inNoOrganization: world.greta.email,
  };
}

describe('A-38: a stranger at the page for forgotten passwords', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  it('gets the same answers whoever they ask about, and the same wait after ten', async () => {
    const seen: Record<string, unknown[]> = {};
    const url = `${world.server.issuer}/password/forgotten`;
    for (const [kind, email] of Object.entries(await peopleOfEveryKind(world))) {
      const browser = new Browser();
      seen[kind] = [];
      for (let n = 0; n < 11; n += 1) {
        const answer = await browser.post(url, { email, action: 'continue' });
        expect(answer.status, kind).to.equal(n < 10 ? 303 : 429);
        const page = n < 10 ? await browser.follow(answer) : answer;
        seen[kind].push(without(answer, email), without(page, email));
      }
      expect(await browser.cookies(world.server.issuer), kind).to.deep.equal([]);
    }
    const { unknown, ...others } = seen;
    for (const [kind, answers] of Object.entries(others)) expect(answers, kind).to.deep.equal(unknown);
  });

  it('floods nobody’s mailbox from many places, and the owner always has a link that works', async () => {
    const server = await startTestServer({ trustedProxies: 1 });
    try {
      const { greta } = await createWorld({ server });
      for (let n = 1; n <= 30; n += 1) {
        const browser = new Browser({ 'x-forwarded-for': `203.0.113.${n}` });
        const answer = await browser.post(`${server.issuer}/password/forgotten`, { email: greta.email });
        expect(answer.status).to.equal(303);
        await deliver(server);
      }
      const mails = await mailsTo(server, greta.email);
      expect(mails.length).to.be.within(10, 13);
      const newest = /https?:\S+/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '';
      expect((await new Browser().open(newest)).name).to.equal('new-password');
      travel(15 * 60);
      const own = new Browser({ 'x-forwarded-for': '198.51.100.1' });
      await own.post(`${server.issuer}/password/forgotten`, { email: greta.email });
      expect(await mailsTo(server, greta.email)).to.have.length(mails.length + 1);
    } finally {
      await server.stop();
    }
  });

  it('gets every answer after the same time, whether the person exists or not', async () => {
    const server = await startTestServer({ trustedProxies: 1 });
    try {
      const found: number[] = [];
      // A busy machine can spoil one measurement; an answer that waits for a mail would spoil all.
      while (found.length < 4 && !found.some((each) => each < 0.15)) found.push(await measure(server));
      expect(Math.min(...found), `differences ${found}`).to.be.lessThan(0.15);
    } finally {
      await server.stop();
    }
  });

  it('is told nothing by links that are made up, whoever has a real one', async () => {
    const browser = new Browser();
    const base = `${world.server.issuer}/password/reset/`;
    const tokens = [randomUUID(), 'A'.repeat(43), 'no-token-at-all'];
    const answers = [];
    for (const token of tokens) answers.push(without(await browser.open(base + token), token));
    expect(answers[1]).to.deep.equal(answers[0]);
    expect(answers[2]).to.deep.equal(answers[0]);
  });
});

const rounds = 60;

/** By which part the medians of a known and an unknown e-mail differ; asked in turn, each time from elsewhere. */
async function measure(server: TestServer): Promise<number> {
  const { tomas, slug } = await createWorld({ server });
  const browser = new Browser();
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = 0; n < rounds * 2; n += 1) {
    const kind = n % 2 === 0 ? 'known' : 'unknown';
    const email = kind === 'known' ? tomas.email : `nobody${n}@${slug}.example`;
    const startedAt = performance.now();
    const headers = { 'x-forwarded-for': `203.0.113.${n}` };
    const answer = await browser.post(`${server.issuer}/password/forgotten`, { email }, { headers });
    times[kind].push(performance.now() - startedAt);
    expect(answer.status).to.equal(303);
  }
  await deliver(server);
  const [known, unknown] = [medianOf(times.known), medianOf(times.unknown)];
  return Math.abs(known - unknown) / Math.max(known, unknown);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
