import { registerHooks } from 'node:module';
import { expect } from 'chai';
import { parse } from 'yaml';
import { Browser } from '../harness/browser.ts';
import { codeOf, createWorld, seed } from '../harness/world.ts';
import { readProjectFile } from '../house/support/source-files.ts';

const example = new URL('../../examples/connect-an-application.ts', import.meta.url).href;

/** The example as it stands, but at the server of this test; the README's issuer is taken on a developer's machine. */
async function runExample(
  issuer: string,
): Promise<typeof import('../../examples/connect-an-application.ts')> {
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.startsWith(example)) return loaded;
      return { ...loaded, source: String(loaded.source).replace('http://localhost:3000', issuer) };
    },
  });
  try {
    return await import(example);
  } finally {
    hooks.deregister();
  }
}

describe('the application of the README', () => {
  it('registers itself, signs somebody in with a second factor, and sees it', async () => {
    const { server, tomas, slug } = await createWorld();
    const [, yaml = ''] = /```yaml\n(clients:.*?)```/s.exec(readProjectFile('README.md')) ?? [];
    await seed(server, parse(yaml));
    const { signIn, finish } = await runExample(server.issuer);
    const browser = new Browser();
    const challenge = await browser.submit(await browser.open(signIn.href), {
      email: tomas.email,
      password: tomas.password,
    });
    expect(challenge.name).to.equal('challenge');
    const back = await browser.submit(challenge, { code: codeOf(tomas.secret ?? '') });
    const { claims, hasMfa } = await finish(new URL(back.location ?? ''));
    expect(hasMfa).to.equal(true);
    expect(claims?.acr).to.equal('urn:countersign:acr:2');
    expect(claims?.organization).to.have.property(slug);
  });
});
