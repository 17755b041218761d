import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { Browser } from '../harness/browser.ts';
import { closedAtLast } from '../harness/closing.ts';
import { codeOf, createWorld, seed } from '../harness/world.ts';
import { readProjectFile } from '../house/support/source-files.ts';
import { freePorts } from '../processes/support/server-process.ts';

const root = join(import.meta.dirname, '../..');

/** The program of the README as it stands, but at the server of this test and a port that is free. */
async function runExample(code: string): Promise<() => Promise<void>> {
  // From the root, since that is where its packages are looked for.
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = closedAtLast(async () => {
    child.kill();
    await ended;
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  return stop;
}

describe('the application of the README', () => {
  it('registers itself, signs somebody in with a second factor, and sees it', async () => {
    const { server, tomas, slug } = await createWorld();
    const readme = readProjectFile('README.md');
    const [port = 0] = await freePorts(1);
    const here = (text: string) =>
      text
        .replaceAll('127.0.0.1:5810', `127.0.0.1:${port}`)
        .replaceAll('http://localhost:3000', server.issuer);
    const [, yaml = ''] = /```yaml\n(clients:.*?)```/s.exec(readme) ?? [];
    const [, code = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
    await seed(server, parse(here(yaml)));
    const stop = await runExample(here(code));
    try {
      const start = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
      const browser = new Browser();
      const challenge = await browser.submit(await browser.open(start.headers.get('location') ?? ''), {
        email: tomas.email,
        password: tomas.password,
      });
      expect(challenge.name).to.equal('challenge');
      const back = await browser.submit(challenge, { code: codeOf(tomas.secret ?? '') });
      const answer = await fetch(back.location ?? '');
      const { claims, hasMfa } = (await answer.json()) as {
        readonly claims: Readonly<Record<string, unknown>>;
        readonly hasMfa: boolean;
      };
      expect(hasMfa).to.equal(true);
      expect(claims.acr).to.equal('urn:countersign:acr:2');
      expect(claims.organization).to.have.property(slug);
      const again = await fetch(back.location ?? '');
      expect([again.status, await again.text()]).to.deep.equal([
        400,
        'not signed in: Error: this sign-in was not begun here',
      ]);
    } finally {
      await stop();
    }
  });
});
