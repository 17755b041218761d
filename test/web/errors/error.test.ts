import { expect } from 'chai';
import { Refusal } from '../../../src/refusal/refusal.ts';
import { errorPage } from '../../../src/web/errors/error.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { Browser } from '../../harness/browser.ts';
import { startTestServer } from '../../harness/server.ts';
import { itIsSound } from '../support/sound-page.ts';
import { errorModel } from './support/models.ts';

describe('the page error', () => {
  itIsSound(filled(errorPage, errorModel), { fields: [], actions: [] });

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
