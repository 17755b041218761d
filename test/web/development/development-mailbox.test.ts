import { expect } from 'chai';
import { developmentMailboxPage } from '../../../src/web/development/development-mailbox.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { startTestServer } from '../../harness/server.ts';
import { MovingBrowser } from '../../sign-in/sessions/support/visits.ts';
import { itIsSound } from '../support/sound-page.ts';
import { developmentMailboxModel } from './support/models.ts';

describe('the page development-mailbox', () => {
  itIsSound(filled(developmentMailboxPage, developmentMailboxModel), { fields: [], actions: [] });

  it('is for browsers on the same machine, also behind a proxy there', async () => {
    const { issuer } = await startTestServer({ trustedProxies: 1 });
    const statusFrom = async (address: string) =>
      (await new MovingBrowser(address).open(`${issuer}/development/mailbox`)).status;
    expect(await statusFrom('127.0.0.1')).to.equal(200);
    expect(await statusFrom('203.0.113.9')).to.equal(404);
  });
});
