import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { Browser } from '../../test/harness/browser.ts';
import { codeOf } from '../../test/harness/world.ts';
import { copyOfCheckout } from './checkout.ts';
import { freePort, isFree, isWithoutRegistry, type Running, run, runUntil } from './commands.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const users = parse(readFileSync(join(import.meta.dirname, '../../config/demo.yaml'), 'utf8')).users;

/** A block of code of the README, by the heading it stands under, its language and its number there. */
function block(heading: string, language: string, index = 0): string {
  const [, after = ''] = readme.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  const blocks = [...section.matchAll(new RegExp(`^( *)\`\`\`${language}\n(.*?)^ *\`\`\``, 'gms'))];
  const [, indent = '', text = ''] = blocks[index] ?? [];
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** The lines of a block that are commands, without what is said about them. */
function commandsOf(text: string): string[] {
  const lines = text.trim().split('\n');
  return lines.map((line) => line.replace(/ +#.*$/, '')).filter((line) => line !== '');
}

function personOf(first: string) {
  return users.find(({ name }: { readonly name: string }) => name.startsWith(`${first} `));
}

describe('the README, to the letter on a fresh clone', () => {
  let clone: string;
  let port: number;
  let examplePort: number;
  let demo: Running | null = null;
  const application = () => `http://localhost:${port + 1000}`;

  // The ports are the README's own where nobody has them.
  const here = (text: string) =>
    text
      .replaceAll('localhost:3000', `localhost:${port}`)
      .replaceAll('127.0.0.1:5810', `127.0.0.1:${examplePort}`);
  const where = (env: Readonly<Record<string, string>> = {}) => ({
    cwd: clone,
    env: port === 3000 ? env : { PORT: String(port), ISSUER: `http://localhost:${port}`, ...env },
  });

  /** As far as the first page that is not the password's, or back at the application. */
  async function signIn(first: string): Promise<{ readonly browser: Browser; readonly page: string | null }> {
    const browser = new Browser();
    const { location } = await browser.request(`${application()}/sign-in?client=demo`);
    const { email, password } = personOf(first);
    const answer = await browser.submit(await browser.open(location ?? ''), { email, password });
    if (answer.location !== null) await browser.open(answer.location);
    return { browser, page: answer.name };
  }

  before(async function () {
    const own = (await isFree(3000)) && (await isFree(4000));
    port = own ? 3000 : await freePort();
    examplePort = (await isFree(5810)) ? 5810 : await freePort();
    clone = copyOfCheckout();
    const [command = ''] = commandsOf(block('Two commands', ''));
    const [installing = ''] = command.split(' && ');
    const installed = await run(`${installing} --prefer-offline`, where());
    if (isWithoutRegistry(installed)) {
      console.log('skipped: the README on a fresh clone, since npm reaches no registry');
      this.skip();
    }
    expect(installed.code, installed.shown).to.equal(0);
    expect(installed.shown, 'EBADENGINE of the project itself').not.to.contain("package: 'countersign@");
    demo = await runUntil(/^ready .*$/m, command.split(' && ')[1] ?? '', where());
  });

  after(async () => {
    await demo?.stop();
    if (clone !== undefined) rmSync(clone, { recursive: true });
  });

  it('starts the demo, which says at once what it does, where its data is and how it stops', () => {
    const shown = demo?.shown() ?? '';
    expect(shown).to.match(
      /the demo is starting\nits data is in \.countersign\/demo; Ctrl\+C stops it\n1 of 3: /,
    );
    expect(shown).to.match(/\nstop: Ctrl\+C\n\nready http:\/\/localhost:\d+\n/);
    for (const { email } of users) expect(shown).to.contain(email);
  });

  it('switches enforcement off and on, seen as Mina', async () => {
    const off = await run(block('Five minutes', 'sh', 0), where());
    expect(off).to.deep.equal({ code: 0, shown: 'acme: MFA is required of nobody (off)\n' });
    const { browser } = await signIn('Mina');
    const page = await browser.request(`${application()}/`);
    expect(page.body).to.contain('Mina Okafor').and.contain('MFA is not required here now');
    const on = await run(block('Five minutes', 'sh', 1), where());
    expect(on).to.deep.equal({ code: 0, shown: 'acme: MFA is required of everyone (on)\n' });
    const refreshed = await browser.request(`${application()}/refresh`, { method: 'POST' });
    expect(refreshed.status).to.equal(400);
    expect((await signIn('Mina')).page).to.equal('mailbox');
  });

  it('asks the API as its operator', async function () {
    if ((await run('curl --version', where())).code !== 0) this.skip();
    const { code, shown } = await run(here(block('Admin and self-service API', 'sh')), where());
    expect(code, shown).to.equal(0);
    expect(shown).to.contain('"required":"everyone"').and.contain('"not_protected"');
  });

  it('refuses a command beside the demo, connects an application after it, and signs Olivia in', async () => {
    writeFileSync(join(clone, 'crm.yaml'), here(block('Connect an application', 'yaml')));
    writeFileSync(join(clone, 'crm.mjs'), here(block('Connect an application', 'js')));
    const [apply = '', again = ''] = commandsOf(block('Connect an application', 'sh'));
    const beside = await run(apply.replace(/^DATA_DIR=\S+ /, ''), where());
    expect(beside.code).to.equal(1);
    expect(beside.shown).to.contain(`  ${apply}\n  ${again}\n`).and.contain('nothing was changed');
    await demo?.stop();
    const applied = await run(apply, where());
    expect(applied.shown)
      .to.contain('database: embedded, in .countersign/demo\n')
      .and.contain('created client crm');
    demo = await runUntil(/^ready .*$/m, again, where());
    const crm = await runUntil(/^open http.*$/m, 'node crm.mjs', where());
    const browser = new Browser();
    const { location } = await browser.request(`http://127.0.0.1:${examplePort}/`);
    const { email, password, totp } = personOf('Olivia');
    const challenge = await browser.submit(await browser.open(location ?? ''), { email, password });
    const back = await browser.submit(challenge, { code: codeOf(totp.secret) });
    const answer = await fetch(back.location ?? '');
    expect(await answer.json()).to.have.property('hasMfa', true);
    await crm.stop();
  });

  it('has programs that run with the Node that npm brought along, and say what they lack', async () => {
    await demo?.stop();
    demo = null;
    const [slow = '', fast = ''] = commandsOf(block('Figures', ''));
    expect((await run(fast, where())).shown).to.match(/decisions/);
    const nowhere = { DATABASE_URL: `postgres://postgres@127.0.0.1:${await freePort()}/postgres` };
    const lacking = await run(slow, where(nowhere));
    expect(lacking.code).to.equal(1);
    expect(lacking.shown).to.match(
      /^This program needs a PostgreSQL, 15 or newer, at DATABASE_URL .*ECONNREFUSED/,
    );
    const page = readFileSync(join(clone, 'examples/demo-application/README.md'), 'utf8');
    const [alone = ''] = /^ISSUER=.*main\.ts$/m.exec(page) ?? [];
    const line = port === 3000 ? alone : alone.replace('PORT=4000', `PORT=${port}`);
    const running = await runUntil(/^demo application at .*$/m, line, where());
    await running.stop();
  });
});
