import { expect } from 'chai';
import { invitationTicketPage } from '../../../../src/web/console/invitations/invitation-ticket.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import type { Answer } from '../../../harness/browser.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { atInvitations } from './support/console.ts';
import { invitationTicketModel, madeTicketModel } from './support/models.ts';

describe('the page invitation-ticket', () => {
  itIsSound(filled(invitationTicketPage, invitationTicketModel), { fields: [], actions: ['continue'] });
  itIsSound(
    filled(invitationTicketPage, madeTicketModel),
    { fields: [], actions: [] },
    'invitation-ticket once it was made',
  );

  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(travelHome);

  /** The page of the ticket for somebody who was just invited. */
  async function invited(email: string) {
    const at = await atInvitations(world);
    const fields = { addresses: email, role: 'member', language: 'en' };
    const { page } = await at.browser.submit(at.answer, fields);
    const id = page.querySelector('button[name=resend]')?.getAttribute('value') ?? '';
    return { ...at, page, address: `${at.address}/${id}/ticket` };
  }

  const codeOn = ({ page }: Answer) => page.querySelector('#ticket')?.text;

  it('makes one for a managed address with an account, and shows its code to that session alone', async () => {
    const { browser, page, address } = await invited(world.greta.email);
    expect(page.querySelector('a[href$=ticket]')).not.to.equal(null);
    const asked = await browser.open(address);
    expect([asked.page.querySelector('.head .faint')?.text, codeOn(asked)]).to.deep.equal([
      `For ${world.greta.email}`,
      undefined,
    ]);
    const made = await browser.submit(asked);
    expect(codeOn(made)).to.match(/^[a-z0-9-]{8,}$/);
    expect(codeOn(await browser.open(address)), 'the address alone').to.equal(undefined);
    const forged = await browser.post(address, { action: 'nothing', shown: 'x', until: 'abc' });
    expect(forged.status).to.equal(400);
    expect(codeOn(await browser.open(`${address}?kept`))).to.equal(codeOn(made));
    const { answer: elsewhere } = await enterArea(`${address}?kept`, world.olivia, { step: 1 });
    expect([elsewhere.name, codeOn(elsewhere)]).to.deep.equal(['invitation-ticket', undefined]);
  });

  it('makes none where nobody has an account, and for an address that is not managed', async () => {
    const anew = await invited(`nora@${world.slug}.example`);
    const nobody = await anew.browser.open(anew.address);
    expect(nobody.page.querySelector('main button')).to.equal(null);
    expect(nobody.page.querySelector('.lead')?.text).to.include('Nobody has an account');
    expect((await anew.browser.post(anew.address, {})).status).to.equal(404);
    world = await createWorld();
    const foreign = await invited(`nora@new.${world.slug}.example`);
    expect(foreign.page.querySelector('a[href$=ticket]')).to.equal(null);
    const refused = await foreign.browser.open(foreign.address);
    expect(refused.page.querySelector('.lead')?.text).to.include('verified domains only');
    expect((await foreign.browser.post(foreign.address, {})).status).to.equal(409);
    // Nothing that is sent is taken for a code.
    const forged = await foreign.browser.post(foreign.address, { shown: 'x', until: 'abc' });
    expect([forged.status, codeOn(forged)]).to.deep.equal([409, undefined]);
    const kept = await foreign.browser.open(`${foreign.address}?kept`);
    expect([kept.status, codeOn(kept)]).to.deep.equal([200, undefined]);
  });

  it('is not there once the invitation has expired', async () => {
    const { page, address } = await invited(world.greta.email);
    expect(page.querySelector('a[href$=ticket]')).not.to.equal(null);
    travel(8 * 24 * 60 * 60);
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.status).to.equal(404);
    expect((await browser.post(address, {})).status).to.equal(404);
  });
});
