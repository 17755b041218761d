import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import type { Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { invite, signUp } from '../../harness/invitations.ts';
import { saying } from '../../harness/members.ts';
import { createWorld, enroll, everyoneNow, password, seed, type World } from '../../harness/world.ts';

/** Nobody joins without MFA, and nobody sets it up without a ticket. */
const strict = { ...everyoneNow, joining: 'mfa_first', enrollment_proof: 'ticket' };

interface Invited {
  readonly id: string;
  readonly email: string;
  /** At the page that asks for the ticket. */
  readonly browser: Browser;
  readonly page: Answer;
}

async function invited(world: World, api: ApiClient, email: string): Promise<Invited> {
  const { id, link } = await invite(world, api, { email });
  const early = await ticketFor(api, world, { id });
  const isOwn = email.endsWith(`@${world.slug}.example`);
  expect(saying(early), 'before there is an account').to.deep.equal(
    isOwn ? [404, 'not_found'] : [409, 'not_managed_here'],
  );
  const { browser, answer } = await signUp(link);
  const page = await browser.submit(answer, { email, password });
  expect(page.name).to.equal('ticket');
  return { id, email, browser, page };
}

const ticketFor = (api: ApiClient, { slug }: World, { id }: Pick<Invited, 'id'>) =>
  api.post(`/organizations/${slug}/invitations/${id}/ticket`);

async function joins({ server }: World, { browser, page, email }: Invited, code: string): Promise<void> {
  const set = await browser.submit(page, { code });
  expect(set.name).to.equal('enroll');
  expect((await enroll(server, browser, set, email)).answer.name).to.equal('joined');
}

describe('a ticket for somebody who is invited', () => {
  it('ruling 3: lets people of the domains of the organization join where MFA comes first', async () => {
    const world = await createWorld({ enforcement: strict });
    const api = await apiOf(world, world.olivia);
    const nora = await invited(world, api, `nora@${world.slug}.example`);
    const ticket = await ticketFor(api, world, nora);
    expect(ticket.status, JSON.stringify(ticket.body)).to.equal(201);
    await joins(world, nora, ticket.body.code);
  });

  it('ruling 3, 12: is the operator’s to give to others, whom the organization does not manage', async () => {
    const world = await createWorld({ enforcement: strict });
    const api = await apiOf(world, world.olivia);
    const nora = await invited(world, api, `nora@elsewhere.${world.slug}.example`);
    const refused = await ticketFor(api, world, nora);
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'not_managed_here']);
    const ticket = await ticketFor(await operatorOf(world), world, nora);
    await joins(world, nora, ticket.body.code);
  });

  it('ruling 17: does not tell whether a foreign address has an account', async () => {
    const world = await createWorld({ plan: 'team' });
    const [known, unknown] = ['known', 'unknown'].map((name) => `${name}@elsewhere.${world.slug}.example`);
    await seed(world.server, { users: [{ email: known, email_verified: true, password }] });
    const api = await apiOf(world, world.olivia);
    const answers: unknown[] = [];
    for (const email of [known, unknown]) {
      const { id } = await invite(world, api, { email: email ?? '' });
      const { status, body } = await ticketFor(api, world, { id });
      answers.push([status, JSON.stringify(body).replaceAll(email ?? '', 'ADDRESS')]);
    }
    expect(answers[0]).to.deep.equal(answers[1]);
    expect(answers[0]).to.have.property('0', 409);
  });

  it('ruling 3: is worth nothing once the invitation is withdrawn', async () => {
    const world = await createWorld({ enforcement: strict });
    const api = await apiOf(world, world.olivia);
    const nora = await invited(world, api, `nora@${world.slug}.example`);
    const { body } = await ticketFor(api, world, nora);
    await api.delete(`/organizations/${world.slug}/invitations/${nora.id}`);
    const refused = await nora.browser.submit(nora.page, { code: body.code });
    expect([refused.status, refused.name]).to.deep.equal([409, 'error']);
  });

  it('ruling 14: takes a fresh second factor, and no other organization’s administrator', async () => {
    const [world, other] = [await createWorld({ enforcement: strict }), await createWorld()];
    const api = await apiOf(world, world.olivia);
    const nora = await invited(world, api, `nora@${world.slug}.example`);
    const stranger = await apiOf(other, other.olivia);
    expect((await ticketFor(stranger, other, nora)).status, 'mixed').to.equal(404);
    travel(299);
    const late = await apiOf(world, world.olivia);
    travel(301);
    expect((await ticketFor(late, world, nora)).status).to.equal(401);
  });
});
