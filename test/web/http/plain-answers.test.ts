import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { sharedServer } from '../../harness/server.ts';
import { codeOf, createWorld, everyoneNow, mailedCode, passPassword } from '../../harness/world.ts';

const html = { headers: { accept: 'text/html' } };

describe('the issuer', () => {
  for (const path of ['/', '/?a=b']) {
    it(`says at ${path} what it is, and where its settings are`, async () => {
      const { issuer } = await sharedServer();
      const answer = await new Browser().request(`${issuer}${path}`);
      expect([answer.status, answer.name]).to.deep.equal([200, 'home']);
      const link = answer.page.querySelector('main .aside a')?.getAttribute('href') ?? '';
      expect((await fetch(new URL(link, issuer))).headers.get('content-type')).to.contain('json');
      const head = await fetch(`${issuer}${path}`, { method: 'HEAD' });
      expect([head.status, await head.text()]).to.deep.equal([200, '']);
    });
  }

  it('can only be read at /', async () => {
    const { issuer } = await sharedServer();
    const answer = await fetch(issuer, { ...html, method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD']);
  });

  for (const path of ['/health/live', '/health/ready']) {
    it(`answers 405 with what is allowed at ${path}`, async () => {
      const { issuer } = await sharedServer();
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const answer = await fetch(`${issuer}${path}`, { method });
        expect([answer.status, answer.headers.get('allow')], method).to.deep.equal([405, 'GET, HEAD']);
      }
      for (const method of ['GET', 'HEAD'])
        expect((await fetch(`${issuer}${path}`, { method })).status).to.equal(200);
    });
  }
});

describe('a form that cannot be taken', () => {
  const cases: readonly [fields: Record<string, string>, status: number, heading: string][] = [
    [{ email: 'x'.repeat(20_000) }, 413, 'That is too long'],
    [{ action: 'format' }, 400, 'We do not know what to do'],
  ];
  for (const [fields, status, heading] of cases) {
    it(`is answered ${status} with what to do: ${heading}`, async () => {
      const { application } = await createWorld();
      const browser = new Browser();
      const page = await application.start(browser);
      const answer = await browser.post(page.url, fields);
      expect([answer.status, answer.name]).to.deep.equal([status, 'error']);
      expect(answer.page.querySelector('h1')?.text).to.equal(heading);
      expect(answer.page.querySelectorAll('main > p').at(1)?.text).to.match(/^Go back, /);
    });
  }
});

describe('why a step is asked', () => {
  it('names the organization alone where the own factor would be asked for anyway', async () => {
    const whyOf = async (enforcement: typeof everyoneNow | null) => {
      const { application, tomas } = await createWorld({ enforcement });
      const { answer } = await passPassword(application, tomas);
      return answer.page.querySelectorAll('.why').map(({ text }) => text);
    };
    expect(await whyOf(null)).to.deep.equal(['You set up two-step sign-in for your account.']);
    const [only, ...others] = await whyOf(everyoneNow);
    expect(only).to.contain('required two-step sign-in');
    expect(others).to.deep.equal([]);
  });
});

describe('the file of recovery codes', () => {
  it('says on top what they open, whose they are and since when', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer: mailbox } = await passPassword(application, mina);
    const enroll = await browser.submit(mailbox, { code: mailedCode(server, mina.email) });
    const secret = enroll.page.querySelector('#totp-secret')?.text.trim() ?? '';
    const codes = await browser.submit(enroll, { code: codeOf(secret) });
    const file = await browser.post(codes.url, { action: 'download' });
    const [title, account, date, once, gap, ...list] = file.body.split('\n');
    expect(title).to.equal(`Recovery codes for ${server.issuer}`);
    expect(account).to.equal(`Account: ${mina.email}`);
    expect(date).to.match(/^Made on: .*\d{4}.*UTC/);
    expect([once, gap]).to.deep.equal(['Each code works once.', '']);
    const shown = codes.page.querySelectorAll('#recovery-codes li').map((item) => item.text.trim());
    expect(list).to.deep.equal([...shown, '']);
  });
});
