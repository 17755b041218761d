import { expect } from 'chai';
import { enterArea } from '../../harness/areas.ts';
import { Browser, type Fields } from '../../harness/browser.ts';
import { travelTo } from '../../harness/clock.ts';
import { idOf } from '../../harness/members.ts';
import { seed } from '../../harness/world.ts';
import { everyPage } from './support/every-page.ts';
import { createMatrix, type Matrix } from './support/matrix.ts';
import type { Role, Visitor } from './support/people.ts';
import { outcomeOf } from './support/requests.ts';
import { differences } from './support/state.ts';

const draft = {
  required: 'everyone',
  activation: 'deadline',
  date: '2099-01-01',
  time: '00:00',
  sessions: 'end_at_deadline',
  self_disable: 'forbid',
  joining: 'at_next_sign_in',
  challenge: 'every_sign_in',
  factor_totp: 'on',
  minimum_acr: '2',
  enrollment_proof: 'mailbox',
};

describe('what one session was given, in another', () => {
  let matrix: Matrix;
  let base: string;
  let owner: Visitor;
  let admin: Visitor;
  let member: Visitor;
  /** The same person in another browser. */
  let twin: Browser;

  before(async () => {
    matrix = await createMatrix();
    base = `${matrix.server.issuer}/console/${matrix.at.slug}`;
    owner = visitor('owner');
    admin = visitor('admin');
    member = visitor('member');
    const at = { browser: new Browser(), step: 1 };
    ({ browser: twin } = await enterArea(`${matrix.server.issuer}/account`, owner.person, at));
  });

  beforeEach(() => travelTo(matrix.began));

  after(() => matrix.stop());

  function visitor(role: Role): Visitor {
    const found = matrix.visitors.find((each) => each.role === role && each.proof === 'fresh');
    if (found === undefined) throw new Error(`nobody is ${role}`);
    return found;
  }

  /** Sends a form that leads to a page which is filled in for the one who sent it. */
  async function keptBy({ browser }: Visitor, path: string, fields: Fields): Promise<string> {
    const { location, status } = await browser.post(path.startsWith('/') ? base + path : path, fields);
    expect([status, location ?? ''].join(' ')).to.match(/^303 .*\?kept$/);
    return location ?? '';
  }

  /** Statuses of a page in the other browser of the same person, and as another administrator. */
  async function elsewhere(address: string): Promise<number[]> {
    const answers = [await twin.request(address), await admin.browser.request(address)];
    return answers.map(({ status }) => status);
  }

  it('A-22: a form that waits for its confirmation waits for nobody else', async () => {
    const { subjects } = matrix;
    const [colleague, picked] = [await subjects.member('admin'), await subjects.invitation()];
    const address = `somebody@${matrix.at.slug}.example`;
    const waiting: readonly (readonly [string, Fields])[] = [
      [`/members/${colleague}/role`, { role: 'member' }],
      ['/invitations', { action: 'seats', seats: '5001' }],
      ['/invitations', { action: 'revoke', [`pick-${picked}`]: 'on' }],
      ['/invitations/check', { action: 'check', addresses: address, role: 'member', language: 'en' }],
    ];
    for (const [path, fields] of waiting) {
      const kept = await keptBy(owner, path, fields);
      expect(await elsewhere(kept), path).to.deep.equal([404, 404]);
      expect((await owner.browser.request(kept)).status, path).to.equal(200);
    }
  });

  it('A-22: nor does a choice of members, or the draft of a rule', async () => {
    const bare = await matrix.subjects.member('bare');
    const chosen = await keptBy(owner, '/members', { action: 'exempt', [bare]: 'on' });
    const rule = await keptBy(owner, '/enforcement/change', draft);
    const hidden = async (browser: Browser, address: string, name: string) =>
      (await browser.request(address)).page.querySelectorAll(`input[type=hidden][name=${name}]`).length;
    for (const [address, name] of [
      [chosen, 'chosen'],
      [rule, 'required'],
    ] as const) {
      expect(await hidden(owner.browser, address, name), name).to.be.above(0);
      for (const browser of [twin, admin.browser]) expect(await hidden(browser, address, name)).to.equal(0);
    }
  });

  it('A-22: a secret that is shown once is shown in no other browser', async () => {
    const { subjects, server } = matrix;
    const operator = visitor('operator');
    const colleague = await subjects.member();
    const invitation = await subjects.invitation();
    const secretAt = async (browser: Browser, address: string) =>
      (await browser.request(address)).page.querySelector('#ticket, #client-secret')?.text ?? null;
    const ticket = await keptBy(owner, `/members/${colleague}/ticket`, {});
    for (const browser of [twin, admin.browser]) expect(await secretAt(browser, ticket)).to.equal(null);
    const shown = await secretAt(owner.browser, ticket);
    expect(shown).to.match(/^[\w-]{8,}$/);
    expect(await secretAt(owner.browser, ticket), 'once').to.equal(null);

    const inviteeTicket = await keptBy(owner, `/invitations/${invitation}/ticket`, {});
    for (const browser of [twin, admin.browser])
      expect(await secretAt(browser, inviteeTicket)).to.equal(null);
    expect(await secretAt(owner.browser, inviteeTicket)).to.match(/^[\w-]{8,}$/);

    const client = `${server.issuer}/operator/clients/${await subjects.client()}`;
    const at = { browser: new Browser(), step: 1 };
    const second = await enterArea(`${server.issuer}/operator`, operator.person, at);
    const rotated = await keptBy(operator, client, { action: 'rotate' });
    expect(await secretAt(second.browser, rotated)).to.equal(null);
    expect(await secretAt(operator.browser, rotated)).to.match(/^[\w-]{30,}$/);
    const user = `${server.issuer}/operator/users/${await subjects.member()}/ticket`;
    const handed = await keptBy(operator, user, {});
    expect(await secretAt(second.browser, handed)).to.equal(null);
    expect(await secretAt(operator.browser, handed)).to.match(/^[\w-]{8,}$/);
  });

  it('A-22: new recovery codes are shown to the session that made them', async () => {
    const codes = `${matrix.server.issuer}/account/security/recovery-codes`;
    await keptBy(owner, `${codes}/new`, {});
    expect((await twin.request(codes)).status).to.equal(404);
    const { page } = await owner.browser.request(codes);
    const [first] = page.querySelectorAll('#recovery-codes li').map(({ text }) => text.trim());
    const typed = { kept: first?.slice(-4) ?? '' };
    expect((await twin.post(codes, typed)).status).to.equal(404);
  });

  it('A-22: what is another person’s is as if it were not there, and stays', async () => {
    const { subjects, server } = matrix;
    const begun = await owner.browser.post(`${server.issuer}/account/security`, { action: 'add_app' });
    const factor = await subjects.factor(owner);
    const consent = await subjects.consent(owner);
    const event = await newestEventOf(owner);
    const account = `${server.issuer}/account`;
    const aims: readonly (readonly [string, Fields | null, string])[] = [
      [`${account}/sessions`, { session: await subjects.session(visitor('stranger')) }, '404'],
      [`${account}/security`, { action: 'forget', device: await subjects.device(owner) }, '404'],
      [`${account}/security/factors/${factor}/rename`, { nickname: 'Mine' }, '404'],
      [`${account}/security/factors/${factor}/remove`, {}, '404'],
      [`${account}/security/factors/${factor}/replace`, {}, '404'],
      [begun.location ?? '', null, '410'],
      [begun.location ?? '', { code: '123456' }, '410'],
      [`${account}/applications/${consent}/withdraw`, {}, '404'],
      [`${account}/organizations`, { invitation: await subjects.ownInvitation(owner) }, '404'],
      [`${account}/activity/report?event=${event}`, null, '404'],
      [`${account}/activity/report?event=${event}`, {}, '404'],
    ];
    for (const each of [member, admin]) {
      const before = await matrix.state();
      for (const [address, fields, outcome] of aims) {
        const { browser } = each;
        const answer = await (fields === null ? browser.request(address) : browser.post(address, fields));
        expect(outcomeOf(answer), `${each.role} ${address}`).to.equal(outcome);
      }
      expect(differences(before, await matrix.state())).to.deep.equal([]);
    }
  });

  async function newestEventOf({ id }: Visitor): Promise<string> {
    const [event] = await matrix.server.countersign.db.sql<{ id: string }>(
      'SELECT max(id) AS id FROM audit_events WHERE user_id = $1',
      [id],
    );
    return String(event?.id);
  }

  /** Ids of what belongs to an organization of somebody else. */
  async function foreign() {
    const { server, subjects, at } = matrix;
    const { sql } = server.countersign.db;
    const slug = `${at.slug}-foreign`;
    const email = `bob@${slug}.example`;
    const inside = { members: [{ email, role: 'owner' }], invitations: [{ email: `i-${email}` }] };
    await seed(server, {
      users: [{ email, email_verified: true }],
      organizations: [{ slug, name: 'Foreign', domains: [`${slug}.example`], ...inside }],
    });
    const idIn = async (statement: string) => {
      const [found] = await sql<{ id: string }>(statement, [slug]);
      return String(found?.id);
    };
    const of = 'JOIN organizations o ON o.id = organization_id WHERE slug = $1';
    const job = await subjects.job(owner);
    const move =
      'UPDATE long_jobs SET organization_id = o.id FROM organizations o WHERE slug = $1 AND long_jobs.id = $2';
    await sql(move, [slug, job]);
    return {
      member: await idOf({ server }, { email }),
      invitation: await idIn(`SELECT i.id FROM invitations i ${of}`),
      event: await idIn(`SELECT max(e.id) AS id FROM audit_events e ${of}`),
      domain: `${slug}.example`,
      job,
    };
  }

  it('A-22, A-30: ids of another organization change nothing, in whichever field they are', async () => {
    const { member: bob, invitation, event, domain, job } = await foreign();
    const ids = { slug: matrix.at.slug, id: '', domain };
    const idOfPath = (path: string) =>
      path.includes('/members/')
        ? bob
        : path.includes('/jobs/')
          ? job
          : path.includes('/events/')
            ? event
            : invitation;
    const before = await matrix.state();
    for (const { path, page } of everyPage.filter((each) => /^\/console\/.*:(?:id|domain)/.test(each.path))) {
      const values = { ...ids, id: idOfPath(path) };
      const filled = path.replaceAll(/:(slug|id|domain)/g, (_, name: keyof typeof values) => values[name]);
      const address = `${matrix.server.issuer}${filled}`;
      expect((await owner.browser.request(address)).status, path).to.equal(404);
      for (const action of Object.keys(page.forms ?? {})) {
        const fields = { action, role: 'member', override: 'exempt' };
        expect((await owner.browser.post(address, fields)).status, `${path} ${action}`).to.equal(404);
      }
    }
    const picked = { [`pick-${invitation}`]: 'on' };
    expect((await owner.browser.post(`${base}/invitations/revoke`, picked)).status).to.equal(404);
    await owner.browser.post(`${base}/invitations`, { action: 'resend', ...picked });
    for (const what of ['remind', 'require', 'exempt', 'inherit', 'reset_passwords'])
      await owner.browser.post(`${base}/members/changes`, { what, chosen: bob });
    const fewer = { seats: '4999', [`pick-m-${bob}`]: 'on', [`pick-i-${invitation}`]: 'on' };
    expect((await owner.browser.post(`${base}/invitations/seats`, fewer)).status).to.be.within(400, 499);
    expect(differences(before, await matrix.state())).to.deep.equal([]);
  });

  it('A-22: the mark of one preview confirms no other rule, and none of an organization that has changed', async () => {
    const kept = await keptBy(owner, '/enforcement/change', draft);
    const { page } = await owner.browser.request(kept);
    const hidden = Object.fromEntries(
      page
        .querySelectorAll('input[type=hidden]')
        .map((each) => [each.getAttribute('name') ?? '', each.getAttribute('value') ?? '']),
    );
    expect(hidden.version).to.have.length.above(10);
    const before = await matrix.state();
    const forged: readonly Fields[] = [
      { ...hidden, sessions: 'keep' },
      { ...hidden, date: '2099-02-01' },
      { ...hidden, version: 'x' },
      { ...hidden, version: '' },
    ];
    for (const fields of forged)
      expect((await owner.browser.post(`${base}/enforcement/preview`, fields)).status).to.equal(409);
    expect(differences(before, await matrix.state())).to.deep.equal([]);
    await matrix.subjects.member('bare');
    const late = await owner.browser.post(`${base}/enforcement/preview`, hidden);
    expect(late.status).to.equal(409);
    expect(late.page.querySelector('main')?.text).to.include('changed');
  });
});
