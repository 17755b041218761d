import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { invitationsRevokePage } from '../../../../src/web/console/invitations/invitations-revoke.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { mailedLink } from '../../../harness/invitations.ts';
import { joinedBy } from '../../../harness/members.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { atInvitations, pendingOn } from './support/console.ts';
import { invitation, invitationsRevokeModel } from './support/models.ts';

describe('the page invitations-revoke', () => {
  itIsSound(filled(invitationsRevokePage, invitationsRevokeModel), {
    fields: ['pick-i1', 'pick-i2'],
    actions: [],
  });

  it('names the one that is meant, and the number of several, on its button', () => {
    const buttonOf = (model: typeof invitationsRevokeModel) =>
      parse(drawn(filled(invitationsRevokePage, model))).querySelector('button.final')?.text;
    expect(buttonOf(invitationsRevokeModel)).to.equal('Revoke 2 invitations');
    expect(buttonOf({ ...invitationsRevokeModel, invitations: [invitation] })).to.equal(
      'Revoke the invitation of lena.maes@acme.example',
    );
  });

  let world: World;
  const at = (name: string) => `${name}@new.${world.slug}.example`;

  beforeEach(async () => {
    world = await createWorld();
  });

  it('D15: revokes one by the button of its row, whose link is dead', async () => {
    const { browser, answer } = await atInvitations(world);
    const addresses = [at('nora'), at('otto')].join('\n');
    const both = await browser.submit(answer, { addresses, role: 'member', language: 'en' });
    const link = await mailedLink(world.server, at('nora'));
    const row = both.page.querySelectorAll('tbody tr').find(({ text }) => text.includes(at('nora')));
    const id = row?.querySelector('button[name=revoke]')?.getAttribute('value') ?? '';
    const confirm = await browser.submit(both, { revoke: id });
    expect(confirm.page.querySelectorAll('li.item strong').map(({ text }) => text)).to.deep.equal([
      at('nora'),
    ]);
    const revoked = await browser.submit(confirm);
    expect(noticeOf(revoked)).to.equal('1 invitation was revoked. Its seat is free.');
    expect(pendingOn(revoked)).to.deep.equal([at('otto')]);
    expect((await browser.open(link)).status).to.equal(410);
  });

  it('revokes several, and of those the ones that are still there', async () => {
    const { browser, answer } = await atInvitations(world);
    const addresses = ['nora', 'otto', 'pia'].map(at).join('\n');
    const all = await browser.submit(answer, { addresses, role: 'member', language: 'en' });
    const names = all.page
      .querySelectorAll('input[type=checkbox]')
      .map((input) => input.getAttribute('name') ?? '');
    const picked = (count: number) => Object.fromEntries(names.slice(0, count).map((name) => [name, 'on']));
    const confirm = await browser.submit(all, { action: 'revoke', ...picked(2) });
    const first = await browser.submit(confirm);
    expect(noticeOf(first)).to.include('2 invitations were revoked.');
    const again = await browser.submit(all, { action: 'revoke', ...picked(3) });
    expect(again.page.querySelectorAll('li.item')).to.have.length(1);
    const gone = await browser.submit(confirm);
    expect(gone.status).to.equal(404);
  });

  it('does not revoke invitations to a role above', async () => {
    const { ada } = await joinedBy(world, { ada: 'admin' });
    const { browser: owner, answer } = await atInvitations(world);
    await owner.submit(answer, { addresses: at('nora'), role: 'owner', language: 'en' });
    const [row] = await world.server.countersign.db.sql<{ id: string }>(
      'SELECT id FROM invitations WHERE email = $1',
      [at('nora')],
    );
    const address = `${world.server.issuer}/console/${world.slug}/invitations`;
    const { browser } = await enterArea(address, ada);
    const forced = await browser.post(`${address}/revoke`, { [`pick-${row?.id}`]: 'on' });
    expect(forced.status).to.equal(404);
    expect(pendingOn(await owner.open(address))).to.deep.equal([at('nora')]);
  });
});
