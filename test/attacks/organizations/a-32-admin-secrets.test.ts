import { expect } from 'chai';
import { exportDocument } from '../../../src/seeding/export.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { lostMail } from '../../harness/dead-letters.ts';
import { deliver, mailsTo } from '../../harness/mails.ts';
import { elsewhere, idOf, joinedBy } from '../../harness/members.ts';
import { startOwnServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, seed, type TestPerson, type World } from '../../harness/world.ts';
import { type Answered, callEverything, neverDone, type Subjects } from '../support/admin-calls.ts';
import { type Canaries, found } from '../support/canaries.ts';
import { noteDatabase, noteMails, secretsOf } from '../support/world-secrets.ts';

const remembering = { max_age_seconds: 86400, remembered_device_days: 30 };

const textOf = ({ text }: Answered): string => text;

describe('A-32: administrators and the operator see no secret of anybody', () => {
  let server: TestServer;
  let world: World;
  let canaries: Canaries;
  let ada: TestPerson;
  let people: Record<'vera' | 'rita' | 'paul', TestPerson>;
  let notification: string;
  let unmanaged: string;
  let answers: readonly Answered[];

  before(async () => {
    server = await startOwnServer();
    world = await createWorld({ server, enforcement: { ...everyoneNow, challenge: remembering } });
    notification = `it@${world.slug}.example`;
    await seed(server, {
      environments: [{ name: `${world.slug}-environment`, mfa: 'off' }],
      organizations: [{ slug: world.slug, notification_email: notification }],
    });
    const joined = await joinedBy(world, { ada: 'admin', vera: 'member', rita: 'member', paul: 'member' });
    // Another domain, and another organization.
    const uma = { email: `uma@far-${world.slug}.example`, password: '', secret: null };
    await seed(server, {
      users: [{ email: uma.email, email_verified: true }],
      organizations: [{ slug: world.slug, members: [{ email: uma.email, role: 'member' }] }],
    });
    await elsewhere(world, [uma]);
    unmanaged = await idOf(world, uma);
    ({ ada } = joined);
    people = joined;
    canaries = await secretsOf(world, [joined.vera, joined.rita, joined.paul]);
    await noteDatabase(canaries, server);
    answers = await callAsEverybody();
    await deliver(server);
    await noteDatabase(canaries, server);
    await noteMails(canaries, server, new Set([world.olivia.email, ada.email, notification]));
  });

  after(() => server.stop());

  async function invitation(operator: ApiClient, local: string): Promise<string> {
    const email = `${local}@${world.slug}.example`;
    // With an account, so that a ticket can be had for it.
    await seed(server, { users: [{ email, email_verified: true }] });
    return (await operator.post(`/organizations/${world.slug}/invitations`, { email })).body.id;
  }

  /** Of somebody whose file it is. */
  async function jobWithFile(api: ApiClient): Promise<string> {
    const { body } = await api.post(`/organizations/${world.slug}/activity/export`);
    await deliver(server);
    return body.id;
  }

  /** Of a mail that nobody else waits for. */
  async function deadLetter(local: string): Promise<string> {
    await deliver(server);
    return lostMail(server.countersign.db, `${local}@${world.slug}.example`);
  }

  async function subjects(operator: ApiClient, local: string): Promise<Omit<Subjects, 'job'>> {
    return {
      slug: world.slug,
      member: await idOf(world, world.mina),
      removed: await idOf(world, people.vera),
      reset: await idOf(world, people.rita),
      unmanaged,
      ordered: people.paul.email,
      invitation: await invitation(operator, `${local}-stays`),
      withdrawn: await invitation(operator, `${local}-goes`),
      retried: await deadLetter(`${local}-again`),
      dropped: await deadLetter(`${local}-lost`),
    };
  }

  /** The owner first: what happens to somebody for good happens at the first call. */
  async function callAsEverybody(): Promise<Answered[]> {
    const operator = await operatorOf(world);
    const all: Answered[] = [];
    const admins = { olivia: await apiOf(world, world.olivia), ada: await apiOf(world, ada), operator };
    for (const [name, api] of Object.entries(admins))
      all.push(
        ...(await callEverything(api, { ...(await subjects(operator, name)), job: await jobWithFile(api) })),
      );
    return all;
  }

  it('A-32: every operation of the API was called with success, and none answered with an error of ours', () => {
    expect(neverDone(answers)).to.deep.equal([]);
    expect(answers.filter(({ status }) => status >= 500)).to.deep.equal([]);
  });

  it('A-32: no answer of any operation has one, done or refused, and the CSV of the activity is among them', () => {
    expect(canaries.size).to.be.greaterThan(300);
    const csv = answers.filter(
      ({ operationId, status }) => operationId === 'exportActivity' && status === 200,
    );
    expect(csv.map(textOf).join('\n')).to.include('invitation.created').and.include('member.removed');
    // One's own sessions, grants and devices go by the hashes of their ids.
    const ownIds = ['listMySessions', 'listMyGrants', 'listMyRememberedDevices', 'exportMe'];
    const others = answers.filter(({ operationId }) => !ownIds.includes(operationId));
    expect(found(canaries, others.map(textOf))).to.deep.equal([]);
  });

  it('A-32: a ticket is told to the administrator who asked for it, and stands nowhere else', async () => {
    const tickets = answers.filter(
      ({ operationId, status }) => operationId === 'issueEnrollmentTicket' && status === 201,
    );
    expect(tickets).not.to.deep.equal([]);
    const codes = tickets.map(({ text }) => /"code":"([^"]+)"/.exec(text)?.[1] ?? '');
    const elsewhere = answers.filter((each) => !tickets.includes(each)).map(({ text }) => text);
    const mails = server.mailbox.messages().map(({ text, html }) => `${text}\n${html}`);
    const secrets: Canaries = new Map(
      codes.flatMap((code) => [
        [code, 'ticket'],
        [code.replaceAll('-', ''), 'ticket'],
      ]),
    );
    expect(found(secrets, [...elsewhere, ...mails])).to.deep.equal([]);
  });

  it('A-32: no mail to an administrator or to the notification address has one', async () => {
    const mails = [];
    for (const email of [world.olivia.email, ada.email, notification])
      mails.push(...(await mailsTo(server, email)));
    expect(mails.map(({ subject }) => subject).join('\n')).to.include('a change among the members');
    expect(
      found(
        canaries,
        mails.map(({ subject, text, html }) => [subject, text, html].join('\n')),
      ),
    ).to.deep.equal([]);
  });

  it('A-32: no export has one, of the organization or of everything', async () => {
    for (const slug of [world.slug, null]) {
      const exported = JSON.stringify(await exportDocument(server.countersign.db, slug));
      expect(exported).to.include(world.tomas.email);
      expect(found(canaries, [exported])).to.deep.equal([]);
    }
  });

  it('A-32: the same search finds them where they belong, in the mails to the members and in the database', async () => {
    const mails = server.mailbox.messages().map(({ text }) => text);
    const inMails = found(canaries, mails).join('\n');
    for (const what of ['link to nora', 'link to tomas', 'link to paul', 'code to mina'])
      expect(inMails).to.include(what);
    const rows = await server.countersign.db.sql<{ line: string }>('SELECT u::text AS line FROM users u');
    expect(
      found(
        canaries,
        rows.map(({ line }) => line),
      ).join('\n'),
    ).to.include('password hash');
    const factors = await server.countersign.db.sql<{ line: string }>(
      'SELECT a::text AS line FROM authenticators a',
    );
    expect(
      found(
        canaries,
        factors.map(({ line }) => line),
      ).join('\n'),
    ).to.include('authenticators.secret');
    const seeds = [...canaries.values()].filter((what) => what.startsWith('seed of'));
    expect(new Set(seeds).size).to.be.greaterThan(10);
  });
});
