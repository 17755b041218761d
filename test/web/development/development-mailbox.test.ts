import { expect } from 'chai';
import { developmentMailboxPage } from '../../../src/web/development/development-mailbox.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { startTestServer } from '../../harness/server.ts';
import { MovingBrowser } from '../../sign-in/sessions/support/visits.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { developmentMailboxModel } from './support/models.ts';

describe('the page development-mailbox', () => {
  itIsSound(filled(developmentMailboxPage, developmentMailboxModel), { fields: [], actions: [] });

  it('leads where the links of a mail lead', () => {
    const page = drawn(filled(developmentMailboxPage, developmentMailboxModel));
    const found = [...page.matchAll(/<a href="(http:[^"]*)">([^<]*)<\/a>/g)];
    const links = found.map(([, href, text]) => [href, text]);
    const paths = ['/password/reset/a-b_c', '/password/forgotten'];
    expect(links).to.deep.equal(paths.map((path) => Array(2).fill(`http://localhost:3000${path}`)));
  });

  it('is for browsers on the same machine, also behind a proxy there', async () => {
    const { issuer } = await startTestServer({ trustedProxies: 1 });
    const statusFrom = async (address: string) =>
      (await new MovingBrowser(address).open(`${issuer}/development/mailbox`)).status;
    expect(await statusFrom('127.0.0.1')).to.equal(200);
    expect(await statusFrom('203.0.113.9')).to.equal(404);
  });
});
