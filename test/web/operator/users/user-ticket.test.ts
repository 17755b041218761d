import { expect } from 'chai';
import { userTicketPage } from '../../../../src/web/operator/users/user-ticket.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { travel } from '../../../harness/clock.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { enterOperator, markOperator } from '../../../harness/operators.ts';
import { createWorld, seed } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { userTicketModel } from './support/models.ts';

describe("a ticket at the operator's pages", () => {
  itIsSound(filled(userTicketPage, userTicketModel), { fields: [], actions: ['done'] });
  const before = filled(userTicketPage, { ...userTicketModel, ticket: null });
  itIsSound(before, { fields: [], actions: ['continue'] }, 'before it is made');

  it('is shown once to whoever made it, and mailed to nobody', async () => {
    const world = await createWorld();
    const id = await markOperator(world, world.mina, false);
    const path = `/operator/users/${id}/ticket`;
    const { browser, answer } = await enterOperator(world, path);
    const made = await browser.submit(answer, { action: 'continue' });
    const code = made.page.querySelector('#ticket')?.text.trim() ?? '';
    expect(code).to.match(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/);
    const mails = await mailsTo(world.server, world.mina.email);
    expect(mails).to.have.length(1);
    expect(`${mails[0]?.text}${mails[0]?.html}`).not.to.include(code);
    const done = await browser.submit(made, { action: 'done' });
    expect(done.name).to.equal('user');
    const again = await browser.open(`${world.server.issuer}${path}`);
    expect(again.page.querySelector('#ticket')).to.equal(null);
    const { db } = world.server.countersign;
    const [ticket] = await db.sql<{ organization: string | null }>(
      "SELECT organization_id AS organization FROM one_time_links WHERE user_id = $1 AND kind = 'enrollment_ticket'",
      [id],
    );
    expect(ticket, 'the word of the operator counts everywhere').to.deep.equal({ organization: null });
  });

  it('is shown for ten minutes and no longer', async () => {
    const world = await createWorld();
    const id = await markOperator(world, world.mina, false);
    const { browser, answer } = await enterOperator(world, `/operator/users/${id}/ticket`);
    const made = await browser.submit(answer, { action: 'continue' });
    const isShown = async () => (await browser.open(made.url)).page.querySelector('#ticket') !== null;
    travel(590);
    expect(await isShown()).to.equal(true);
    travel(11);
    expect(await isShown()).to.equal(false);
  });

  it('is mailed about in the name of the organization that manages the person', async () => {
    const world = await createWorld();
    const { server, mina, slug } = world;
    const members = [{ email: world.greta.email, role: 'owner' }, { email: mina.email }];
    // First in every list by its name and by its slug.
    await seed(server, { organizations: [{ slug: `a-${slug}`, name: 'Aardvark', members }] });
    const id = await markOperator(world, mina, false);
    const person = await server.countersign.db.people.byEmail(mina.email);
    expect(person?.memberships.map(({ managesUser }) => managesUser)).to.deep.equal([false, true]);
    const { browser, answer } = await enterOperator(world, `/operator/users/${id}/ticket`);
    expect((await browser.submit(answer, { action: 'continue' })).page.querySelector('#ticket')).not.to.equal(
      null,
    );
    const text = (await mailsTo(server, mina.email)).at(-1)?.text;
    expect(text).to.include(slug.toUpperCase()).and.not.include('Aardvark');
  });

  it('L10: is made for nobody by themselves, and for nobody who is in no organization', async () => {
    const world = await createWorld();
    const { browser } = await enterOperator(world, '/operator');
    const own = await markOperator(world, world.olivia, true);
    const greta = await markOperator(world, world.greta, false);
    const made = (id: string) =>
      browser.post(`${world.server.issuer}/operator/users/${id}/ticket`, { action: 'continue' });
    expect((await made(own)).status).to.equal(409);
    expect((await made(greta)).status).to.equal(404);
  });
});
