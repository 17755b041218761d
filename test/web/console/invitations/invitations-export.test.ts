import { expect } from 'chai';
import { invitationsExportPage } from '../../../../src/web/console/invitations/invitations-export.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { passChallenge } from '../../../harness/areas.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { atInvitations } from './support/console.ts';
import { invitationsExportModel } from './support/models.ts';

describe('the page invitations-export', () => {
  itIsSound(filled(invitationsExportPage, invitationsExportModel), { fields: [], actions: ['continue'] });

  afterEach(travelHome);

  it('asks for a second step, then sends the file', async () => {
    const world = await createWorld();
    const nora = `nora@new.${world.slug}.example`;
    const { browser, answer, address } = await atInvitations(world);
    await browser.submit(answer, { addresses: nora, role: 'admin', language: 'en' });
    travel(6 * 60);
    const page = await browser.open(`${address}/export`);
    expect(page.page.querySelector('.lead')?.text).to.equal('The file has 1 pending invitation.');
    const challenge = await browser.submit(page);
    expect(challenge.name).to.equal('challenge');
    const back = await passChallenge(browser, challenge, { person: world.olivia });
    expect(back.name).to.equal('invitations-export');
    const file = await browser.submit(back);
    expect(file.status).to.equal(200);
    expect(file.headers.get('content-type')).to.match(/^text\/csv/);
    expect(file.headers.get('content-disposition')).to.equal(
      `attachment; filename="${world.slug}-invitations.csv"`,
    );
    const [head, line] = file.body.split('\r\n');
    expect(head).to.equal('id,email,role,created_at,expires_at');
    expect(line).to.include(`,${nora},admin,`);
  });
});
