import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { hashRecoveryCode } from '../../../src/authenticators/recovery-codes.ts';
import { createPasswordHasher } from '../../../src/passwords/password-hashing.ts';
import type { Answer, Browser } from '../../harness/browser.ts';
import type { TestServer } from '../../harness/server.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  mailedCode,
  passPassword,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { dumpOf } from '../support/database-dump.ts';
import { openChallenge } from '../support/guessing.ts';

/** Mina with an app and a first set of codes. */
async function withCodes(): Promise<World & { secret: string; codes: readonly string[] }> {
  const world = await createWorld({ enforcement: everyoneNow });
  const { browser, answer } = await passPassword(world.application, world.mina);
  const { secret, codes } = await enroll(world.server, browser, answer, world.mina.email);
  return { ...world, secret, codes };
}

/** A sign-in up to the page that lists the codes, which are not acknowledged yet. */
async function untilListed({ application, mina, server }: World) {
  const { browser, answer } = await passPassword(application, mina);
  const page = await browser.submit(answer, { code: mailedCode(server, mina.email) });
  const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
  return { browser, secret, listed: await browser.submit(page, { code: codeOf(secret) }) };
}

function codesOn({ page }: Answer): string[] {
  return page.querySelectorAll('#recovery-codes li').map((item) => item.text.trim());
}

async function offer({ application, mina }: World, code: string): Promise<Answer> {
  const { browser, answer } = await passPassword(application, mina);
  expect(answer.name).to.equal('challenge');
  return browser.submit(answer, { code });
}

/** A second set: one code is spent, and the next one leads to setting a new app up. */
async function regenerate(world: World, codes: readonly string[]): Promise<readonly string[]> {
  expect((await offer(world, codes[0] ?? '')).location).to.contain('code=');
  const { browser, answer } = await passPassword(world.application, world.mina);
  const page = await browser.submit(answer, { code: codes[1] ?? '' });
  return (await enroll(world.server, browser, page, world.mina.email)).codes;
}

async function expectAbsent(server: TestServer, secrets: readonly string[]): Promise<void> {
  const dump = await dumpOf(server);
  expect(dump.size).to.be.greaterThan(5);
  const places = [...dump, ['the log', server.log.join('\n')] as const];
  for (const [place, text] of places)
    for (const secret of secrets.flatMap(spellings)) expect(text.includes(secret), place).to.equal(false);
}

/** A secret as it might stand in a row: as text, its bytes in hexadecimal, base64, or hashed without a salt. */
function spellings(secret: string): string[] {
  const bare = secret.replaceAll('-', '');
  const hashes = [secret, bare].map((text) => createHash('sha256').update(text).digest('hex'));
  const encoded = [secret, bare].flatMap((text) => [
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ]);
  return [secret, bare, ...encoded, ...hashes];
}

describe('A-17 recovery codes', () => {
  it('A-17 are ten of 80 bits, and different in every set', async () => {
    const world = await withCodes();
    const second = await regenerate(world, world.codes);
    for (const codes of [world.codes, second]) {
      expect(codes).to.have.length(10);
      for (const code of codes) expect(code).to.match(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    }
    expect(new Set([...world.codes, ...second])).to.have.length(20);
  });

  it('A-17 are dead once a new set was made, used or not', async () => {
    const world = await withCodes();
    const second = await regenerate(world, world.codes);
    for (const code of [world.codes[0], world.codes[1], world.codes[5]])
      expect((await offer(world, code ?? '')).status).to.equal(422);
    expect((await offer(world, second[0] ?? '')).location).to.contain('code=');
  });

  it('A-17 stand nowhere in the database or the log, neither before nor after they were kept', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, secret, listed } = await untilListed(world);
    const codes = codesOn(listed);
    expect(codes).to.have.length(10);
    await expectAbsent(world.server, [...codes, secret]);
    const back = await browser.submit(listed, { kept: codes[0]?.slice(-4) ?? '' });
    expect(back.location).to.contain('code=');
    expect((await offer(world, codes[1] ?? '')).location).to.contain('code=');
    await expectAbsent(world.server, [...codes, secret]);
  });

  it('A-17 are stored as hashes under the key of this installation, and none without it', async () => {
    const { server, mina, codes } = await withCodes();
    const rows = await storedOf(server, mina);
    const key = await server.countersign.db.authenticators.recoveryCodeKey(new Date());
    const hashes = codes.map((code) => hashRecoveryCode(key, rows[0]?.userId ?? '', code).toString('hex'));
    expect(rows.map(({ hash }) => hash)).to.have.members(hashes);
    for (const { salt } of rows) expect(salt).to.equal(null);
    const sealed: { sealed: Buffer }[] = await server.database.dataSource.query(
      'SELECT sealed FROM sealed_keys',
    );
    expect(sealed).to.have.length(1);
    expect(sealed[0]?.sealed.includes(key), 'the key is sealed').to.equal(false);
    const dump = [...(await dumpOf(server)).values()].join('\n');
    for (const hash of hashes) expect(dump).to.include(hash);
    expect(dump).not.to.include(key.toString('hex'));
    for (const code of codes) {
      const plain = createHash('sha256').update(`${rows[0]?.userId} ${code.replaceAll('-', '')}`);
      expect(dump).not.to.include(plain.digest('hex'));
    }
  });

  it('A-17 from before, with a slow hash and a salt, count once as well, and may be checked', async () => {
    const world = await withCodes();
    const { server, mina, codes } = world;
    const salt = Buffer.alloc(16, 3);
    const rows = await storedOf(server, mina);
    for (const [index, { id }] of rows.entries()) {
      const hash = await createPasswordHasher().derive((codes[index] ?? '').replaceAll('-', ''), salt);
      const values = [id, salt, hash];
      await server.countersign.db.sql('UPDATE recovery_codes SET salt = $2, hash = $3 WHERE id = $1', values);
    }
    const used = await offer(world, codes[4]?.toUpperCase() ?? '');
    expect((await world.application.redeem(used)).claims()?.amr).to.deep.equal(['pwd', 'recovery', 'mfa']);
    expect((await offer(world, codes[4] ?? '')).status).to.equal(422);
    const { browser, answer } = await passPassword(world.application, mina);
    const replacing = await browser.submit(answer, { code: codes[5] ?? '' });
    const anew = await enroll(server, browser, replacing, mina.email);
    for (const { salt: none } of await storedOf(server, mina)) expect(none).to.equal(null);
    expect((await offer(world, codes[6] ?? '')).status, 'of the set before').to.equal(422);
    expect((await offer(world, anew.codes[0] ?? '')).location).to.contain('code=');
  });

  it('A-17 are shown until they were kept and never again, and no cache keeps them', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, listed } = await untilListed(world);
    const codes = codesOn(listed);
    const download = await browser.post(listed.url, { action: 'download' });
    expect(download.body.trim().split('\n').slice(-codes.length)).to.deep.equal(codes);
    for (const { headers } of [listed, download]) expect(headers.get('cache-control')).to.contain('no-store');
    expect((await browser.submit(listed, { kept: '0000' })).status).to.equal(422);
    expect((await browser.submit(listed, { kept: codes[0]?.slice(-4) ?? '' })).location).to.contain('code=');
    await expectNotShown(browser, listed.url, codes);
  });

  it('A-17 are shown to no other browser', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { listed } = await untilListed(world);
    const { browser, answer } = await passPassword(world.application, world.mina);
    expect(answer.name).to.equal('mailbox');
    await expectNotShown(browser, listed.url, codesOn(listed));
  });

  for (const [name, spell] of Object.entries({
    'as they are shown': (code: string) => code,
    'without dashes': (code: string) => code.replaceAll('-', ''),
    'in capitals': (code: string) => code.toUpperCase(),
    'with spaces': (code: string) => ` ${code.replaceAll('-', ' ')} `,
    'with long dashes': (code: string) => code.replaceAll('-', '–'),
  })) {
    it(`A-17 are accepted ${name}`, async () => {
      const world = await withCodes();
      const answer = await offer(world, spell(world.codes[3] ?? ''));
      expect((await world.application.redeem(answer)).claims()?.amr).to.deep.equal([
        'pwd',
        'recovery',
        'mfa',
      ]);
    });
  }

  it('A-17 of one person are worth nothing to another', async () => {
    const world = await withCodes();
    const { browser, url } = await openChallenge(world.application, world.tomas);
    const answer = await browser.post(url, { code: world.codes[0] ?? '', action: 'continue' });
    expect([answer.status, answer.location]).to.deep.equal([422, null]);
  });
});

async function expectNotShown(browser: Browser, url: string, codes: readonly string[]): Promise<void> {
  for (const answer of [await browser.open(url), await browser.post(url, { action: 'download' })]) {
    for (const code of codes) expect(answer.body).not.to.contain(code);
  }
}

/** Hashes as hexadecimal digits. */
function storedOf(
  server: TestServer,
  { email }: TestPerson,
): Promise<
  { readonly id: string; readonly userId: string; readonly hash: string; readonly salt: Buffer | null }[]
> {
  return server.database.dataSource.query(
    `SELECT r.id, u.id AS "userId", encode(hash, 'hex') AS hash, salt
     FROM recovery_codes r JOIN users u ON u.id = r.user_id WHERE u.email = $1`,
    [email],
  );
}
