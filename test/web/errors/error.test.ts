import { expect } from 'chai';
import { Refusal } from '../../../src/refusal/refusal.ts';
import { errorPage } from '../../../src/web/errors/error.ts';
import { wayWithin } from '../../../src/web/errors/way-on.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea } from '../../harness/areas.ts';
import { Browser } from '../../harness/browser.ts';
import { sharedServer, startTestServer } from '../../harness/server.ts';
import { createWorld } from '../../harness/world.ts';
import { itIsSound } from '../support/sound-page.ts';
import { errorModel } from './support/models.ts';

describe('the page error', () => {
  itIsSound(filled(errorPage, errorModel), { fields: [], actions: [] });

  it('leads on from what is gone: to the console it was in, else to the account', async () => {
    const { issuer } = await sharedServer();
    for (const [path, href] of [
      ['/console/acme/members/gone', '/console/acme'],
      ['/console/acme', '/account'],
      ['/operator/nothing', '/account'],
      ['/account/nothing', '/account'],
      ['/nothing', undefined],
      ['/console//example.com', '/console/'],
    ] as const) {
      expect(wayWithin(path)?.href, path).to.equal(href);
    }
    const { status, page } = await new Browser().open(`${issuer}/account/nothing`);
    const account = page.querySelector('main a.button')?.getAttribute('href');
    expect([status, account]).to.deep.equal([404, '/account']);
    const world = await createWorld({ server: await sharedServer() });
    const { answer } = await enterArea(`${issuer}/console/${world.slug}/members/gone`, world.olivia);
    expect(answer.status).to.equal(404);
    const button = answer.page.querySelector('main a.button');
    expect([button?.getAttribute('href'), button?.text]).to.deep.equal([
      `/console/${world.slug}`,
      'Back to the console',
    ]);
  });

  it('needs no brand: it says what happened where none can be read', async () => {
    const server = await startTestServer();
    const unreadable = { findBoth: () => Promise.reject(new Refusal('storage_unavailable')) };
    Object.assign(server.countersign.db.brandings, unreadable);
    const browser = new Browser();
    for (const [path, status] of [
      ['/account/nothing', 404],
      ['/', 503],
      ['/auth', 400],
    ] as const) {
      const answer = await browser.open(`${server.issuer}${path}`);
      expect([answer.status, answer.name], path).to.deep.equal([status, 'error']);
    }
    await server.stop();
  });
});
