import { expect } from 'chai';
import { apiOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { invite } from '../../harness/invitations.ts';
import { mailedLink, resetLinkFor } from '../../harness/mails.ts';
import { createWorld, type World } from '../../harness/world.ts';

/** Bodies that are no form, so that nobody sees what their button says. */
const noForms: readonly (readonly [type: string | null, body: string])[] = [
  ['application/json', '{"action":"cancel","new_password":"five words that nobody knows"}'],
  ['text/plain', 'action=cancel'],
  ['multipart/form-data; boundary=x', '--x\r\n\r\naction=cancel\r\n--x--'],
  ['nonsense', 'action=cancel'],
  [null, 'action=cancel'],
];

describe('a page that takes a form', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  /** Sends bytes, so that no type is added to what has none. */
  async function expectRefused(link: string): Promise<void> {
    for (const [type, text] of noForms) {
      const headers: Record<string, string> = type === null ? {} : { 'content-type': type };
      const body = new TextEncoder().encode(text);
      const browser = new Browser({ accept: 'application/json' });
      const answer = await browser.request(link, { method: 'POST', body, headers });
      const { error_description: code } = JSON.parse(answer.body || '{}');
      expect([answer.status, code], `${link} ${type}`).to.deep.equal([415, 'unsupported_media_type']);
    }
  }

  it('does not take another body for its button: a new address', async () => {
    const email = `thomas@new.${world.slug}.example`;
    const api = await apiOf(world, world.tomas);
    const asked = await api.post('/me/email', { password: world.tomas.password, new_email: email });
    expect(asked.status).to.equal(200);
    const link = await mailedLink(world.server, email, '/account/email/');
    await expectRefused(link);
    expect((await api.get('/me')).body.email).to.equal(world.tomas.email);
    const { status, location } = await new Browser().post(link, { action: 'continue' });
    expect([status, location?.endsWith('/account/email/changed')]).to.deep.equal([303, true]);
  });

  it('does not take another body for its button: an invitation', async () => {
    const owner = await apiOf(world, world.olivia);
    const { link } = await invite(world, owner, { email: world.greta.email });
    await expectRefused(link);
    const { status, location } = await new Browser().post(link, { action: 'continue' });
    expect([status, location?.includes('/auth?')]).to.deep.equal([303, true]);
  });

  it('does not take another body for a new password', async () => {
    const link = await resetLinkFor(world.server, world.mina.email);
    await expectRefused(link);
    const { status } = await new Browser().post(link, { new_password: 'five words that nobody knows' });
    expect(status).to.equal(303);
  });
});
