import { expect } from 'chai';
import { parse } from 'node-html-parser';
import type { Mail } from '../../../src/mail/mailer.ts';
import { createNotifier } from '../../../src/web/mails/notifier.ts';
import { languages } from '../../../src/web/words/language.ts';
import { sharedServer, type TestServer } from '../../harness/server.ts';
import { noticeSamples } from '../support/mail-samples.ts';
import { pageSamples } from '../support/page-samples.ts';
import { drawn, renderer } from '../support/sound-page.ts';

const issuer = 'https://id.example';

/** What a page leads to at our own addresses. */
function pathsOf(html: string): string[] {
  const parts = parse(html).querySelectorAll('[href], [action], [src]');
  const addresses = parts.map(
    (part) => part.getAttribute('href') ?? part.getAttribute('action') ?? part.getAttribute('src'),
  );
  return addresses.filter((address) => address !== undefined).filter((address) => address.startsWith('/'));
}

/** All mails that there are, in each language. */
async function mails(): Promise<readonly Mail[]> {
  const sent: Mail[] = [];
  const to = { email: 'ann@acme.example', language: '', timeZone: 'UTC' };
  const mailer = { send: async (mail: Mail) => void sent.push(mail), close: async () => undefined };
  for (const language of languages) {
    const recipients = {
      readerAt: async () => ({ languages: language, ownersLanguages: '', name: null, doer: null }),
    };
    const notifier = createNotifier({ mailer, renderer, issuer, recipients });
    for (const notice of Object.values(noticeSamples)) await notifier.notify({ to, notice }, new Date());
  }
  return sent;
}

describe('an address of ours that somebody reads', () => {
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  async function requireRoute(path: string, where: string): Promise<void> {
    const { status } = await fetch(`${server.issuer}${path}`, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    expect(status, `${path} of ${where}`).not.to.equal(404);
  }

  it('is there: on every page', async () => {
    const paths = new Map(
      pageSamples.flatMap((sample) => pathsOf(drawn(sample)).map((path) => [path, sample.page.name])),
    );
    expect([...paths.keys()]).to.include('/password/forgotten');
    for (const [path, name] of paths) await requireRoute(path, name);
  });

  it('is there: in every mail', async () => {
    const found = (await mails()).flatMap(({ subject, text }) =>
      [...text.matchAll(/https:\/\/id\.example(\/[^\s]*)/g)].map(([, path = '']) => [path, subject] as const),
    );
    const own = new Map(found.filter(([path]) => !path.startsWith('/somewhere/')));
    expect([...own.keys()]).to.deep.equal([
      '/password/forgotten',
      '/account/not-me/abc',
      '/account/security',
    ]);
    // What a link that was never mailed leads to is a 404 as well, so its neighbour is asked.
    for (const [path, subject] of own) await requireRoute(path.replace(/\/abc$/, '/done'), subject);
  });
});
