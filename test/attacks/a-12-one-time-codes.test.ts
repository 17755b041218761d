import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  signIn,
  type World,
} from '../harness/world.ts';

/** Opens the code page of a fresh sign-in and offers a code; the page or the way back that follows. */
async function offer({ application, tomas }: World, code: string) {
  const { browser, answer } = await passPassword(application, tomas);
  return browser.submit(answer, { code });
}

describe('A-12 a used code', () => {
  it('is refused in a new session, at another client and at a step-up, in the words of a wrong one', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const code = codeOf(world.tomas.secret ?? '');
    expect((await offer(world, code)).location).to.contain('code=');
    const again = await offer(world, code);
    const wrong = await offer(world, '000000');
    expect([again.status, again.name]).to.deep.equal([422, 'challenge']);
    expect(again.body.replaceAll(/interaction\/[\w-]+/g, '')).to.equal(
      wrong.body.replaceAll(/interaction\/[\w-]+/g, ''),
    );
    const elsewhere = await passPassword(world.otherApplication, world.tomas);
    expect((await elsewhere.browser.submit(elsewhere.answer, { code })).status).to.equal(422);
  });

  it('of the enrolment is refused at the next sign-in', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, mina);
    const { secret } = await enroll(server, browser, answer, mina.email);
    const next = await passPassword(application, mina);
    const refused = await next.browser.submit(next.answer, { code: codeOf(secret) });
    expect(refused.status).to.equal(422);
    travel(30);
    expect((await next.browser.submit(refused, { code: codeOf(secret) })).location).to.contain('code=');
  });
});

describe('A-13 an older code', () => {
  it('is refused after a newer one', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const secret = world.tomas.secret ?? '';
    expect((await offer(world, codeOf(secret, 1))).location).to.contain('code=');
    for (const step of [1, 0, -1]) expect((await offer(world, codeOf(secret, step))).status).to.equal(422);
  });
});

describe('A-14 the window', () => {
  for (const step of [-3, -2, -1, 0, 1, 2, 3]) {
    it(`${Math.abs(step) <= 1 ? 'accepts' : 'refuses'} step ${step}`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const answer = await offer(world, codeOf(world.tomas.secret ?? '', step));
      if (Math.abs(step) <= 1) expect(answer.location).to.contain('code=');
      else expect(answer.status).to.equal(422);
    });
  }

  it('refuses what is no code at all', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    for (const code of ['', '12345', '1234567', 'abcdef'])
      expect((await offer(world, code)).status).to.equal(422);
  });

  it('says how far the clock of the device is off, and does not accept the code', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const answer = await offer(world, codeOf(world.tomas.secret ?? '', -20));
    expect(answer.status).to.equal(422);
    expect(answer.body).to.contain('The token is invalid').and.to.contain('10 minutes behind');
  });
});

describe('A-16 recovery codes', () => {
  it('sign in once, say so in amr, and ask to enrol again the next time', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const first = await passPassword(application, mina);
    const { codes } = await enroll(server, first.browser, first.answer, mina.email);
    const [one = '', two = ''] = codes;
    const used = await passPassword(application, mina);
    const tokens = await application.redeem(
      await used.browser.submit(used.answer, { code: one.toUpperCase() }),
    );
    expect(tokens.claims()?.amr).to.deep.equal(['pwd', 'recovery', 'mfa']);
    expect(tokens.claims()?.acr).to.equal('urn:countersign:acr:2');
    const again = await passPassword(application, mina);
    expect((await again.browser.submit(again.answer, { code: one })).status).to.equal(422);
    const replacing = await again.browser.submit(again.answer, { code: two.replaceAll('-', '') });
    expect(replacing.name).to.equal('enroll');
    const replaced = await enroll(server, again.browser, replacing, mina.email);
    expect((await application.redeem(replaced.answer)).claims()?.amr).to.include('otp');
    expect(
      server.mailbox.messages().filter(({ to, subject }) => to === mina.email && /recovery/i.test(subject)),
    ).to.have.length(2);
  });
});

describe('A-17 recovery codes', () => {
  it('stand nowhere in the database', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, mina);
    const { codes, secret } = await enroll(server, browser, answer, mina.email);
    const tables: { name: string }[] = await server.database.dataSource.query(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    for (const { name } of tables) {
      const dump = JSON.stringify(await server.database.dataSource.query(`SELECT t::text FROM ${name} t`));
      for (const code of codes)
        expect(dump, name).not.to.contain(code).and.not.to.contain(code.replaceAll('-', ''));
      expect(dump, name).not.to.contain(secret);
    }
    expect(new Set(codes)).to.have.length(10);
  });
});

describe('a second sign-in in the same browser', () => {
  it('needs no prompt at another client', async () => {
    const { application, otherApplication, tomas } = await createWorld({ enforcement: everyoneNow });
    const { browser } = await signIn(application, tomas, { browser: new Browser() });
    const second = await otherApplication.start(browser);
    expect((await otherApplication.redeem(second)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });
});
