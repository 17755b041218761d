import { randomUUID } from 'node:crypto';
import { hashLinkToken, newLinkToken } from '../../../src/links/one-time-links.ts';
import type { OpenDb } from '../../../src/stores.ts';
import type { ApiClient } from '../../harness/api.ts';
import type { Answer } from '../../harness/browser.ts';
import { passPassword, type TestPerson } from '../../harness/world.ts';
import { type Crowd, operatorIn, seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';
import { amidAnswers, InterruptedBrowser, unlessCut } from './interrupted-browser.ts';
import { eventCounts, overfullOrganizations } from './invariants.ts';

export interface MembershipFigures {
  readonly accepts: number;
  readonly removals: number;
  readonly kills: number;
  /** Requests whose answer never came. */
  readonly cutOff: number;
  /** Invitations consumed without membership, or memberships without consumption, right after a kill. */
  readonly halfJoined: number;
  /** I2, ever. */
  readonly overfull: number;
  /** I4: members that are there and should not be, or the other way round. */
  readonly lost: number;
  /** I5: answers that said so though it was not so. */
  readonly takenBack: number;
  /** I6: people of whom not exactly one event tells what happened to them. */
  readonly wrongEvents: number;
}

/** Somebody who is signed in already, so that one press accepts. */
interface Invited {
  readonly person: TestPerson;
  readonly browser: InterruptedBrowser;
  readonly link: string;
}

interface Leaving {
  readonly person: TestPerson;
  readonly id: string;
}

/** People accept invitations and members are removed at the fragile server, which is killed meanwhile. */
export async function killMemberships(
  world: FaultWorld,
  { each, perKill }: { readonly each: number; readonly perKill: number },
): Promise<MembershipFigures> {
  // Each one who joins takes the seat of their invitation; there is none to spare.
  const crowd = await seedCrowd(world, { members: each + 1, guests: each, seats: 2 * each + 1 });
  const operator = await operatorIn(world);
  const [owner, ...others] = crowd.people;
  const [leaving, invited] = [others.slice(0, each), others.slice(each)];
  const ids = await idsOf(world.db, leaving);
  const figures = { cutOff: 0, halfJoined: 0, overfull: 0, takenBack: 0, kills: 0 };
  for (let from = 0; from < each; from += perKill) {
    const joiners = await inviteBatch(world, crowd, invited.slice(from, from + perKill));
    const leavers = ids.slice(from, from + perKill);
    const acts = await interrupt(world, crowd, await operator.at(await world.fragile()), joiners, leavers);
    figures.kills += 1;
    figures.cutOff += acts.filter(({ told }) => told === 'cut').length;
    figures.takenBack += (await Promise.all(acts.map((act) => isTakenBack(world.db, crowd, act)))).filter(
      Boolean,
    ).length;
    figures.halfJoined += await halfJoined(world.db, crowd, joiners);
    figures.overfull += (await overfullOrganizations(world.db)).length;
    await goOn(world, crowd, await operator.at(world.steady), joiners, leavers);
  }
  const expected = [...invited, ...(owner === undefined ? [] : [owner])].map(({ email }) => email);
  return {
    accepts: each,
    removals: each,
    ...figures,
    lost: await differenceOf(world.db, crowd, expected),
    wrongEvents: await wrongEvents(world.db, crowd, { invited, leaving }),
  };
}

async function inviteBatch(
  world: FaultWorld,
  crowd: Crowd,
  people: readonly TestPerson[],
): Promise<Invited[]> {
  const server = await world.fragile();
  return Promise.all(
    people.map(async (person) => {
      const browser = new InterruptedBrowser(world.issuer, world.steady);
      const { answer } = await passPassword(crowd.application(), person, { browser });
      if (answer.location === null) throw new Error(`not signed in: ${answer.name}`);
      browser.routeTo(server);
      return {
        person,
        browser,
        link: `${world.issuer}/invitations/${await invite(world.db, crowd, person)}`,
      };
    }),
  );
}

/** An invitation of which nobody has to read a mail: kept mails die with the process that sent them. */
async function invite(db: OpenDb, { slug }: Crowd, { email }: TestPerson): Promise<string> {
  const token = newLinkToken();
  const organization = await db.organizations.findBySlug(slug);
  if (organization === null) throw new Error(`there is no ${slug}`);
  const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 86_400_000)];
  const about = { organizationId: organization.id, email, role: 'member' } as const;
  const tokenHash = hashLinkToken(token);
  await db.invitations.add({ id: randomUUID(), ...about, tokenHash, createdAt, expiresAt, invitedBy: null });
  return token;
}

/** What somebody was told about their membership. */
interface Act {
  readonly email: string;
  readonly told: 'member' | 'no member' | 'cut';
}

async function interrupt(
  world: FaultWorld,
  crowd: Crowd,
  api: ApiClient,
  joiners: readonly Invited[],
  leavers: readonly Leaving[],
): Promise<Act[]> {
  const amid = amidAnswers(joiners.map(({ browser }) => browser));
  const joining = joiners.map(async (each): Promise<Act> => {
    const answer = await unlessCut(accept(each));
    return { email: each.person.email, told: answer === 'cut' ? 'cut' : 'member' };
  });
  const removing = leavers.map(async (each): Promise<Act> => {
    const status = await unlessCut(remove(api, crowd, each));
    return { email: each.person.email, told: status === 'cut' ? 'cut' : 'no member' };
  });
  await amid;
  await world.killFragile();
  return Promise.all([...joining, ...removing]);
}

/** Opens the link and presses the button of its page. */
async function accept({ browser, link }: Invited): Promise<Answer> {
  const page = await browser.open(link);
  const answer = page.name === 'join' ? await browser.submit(page) : page;
  if (answer.name !== 'joined' && answer.status !== 410)
    throw new Error(`${answer.name} with ${answer.status}`);
  return answer;
}

/** @returns 404 for one who is no member any more */
async function remove(api: ApiClient, { slug }: Crowd, { id }: Leaving): Promise<number> {
  const { status, body } = await api.delete(`/organizations/${slug}/members/${id}`);
  if (![200, 204, 404].includes(status)) throw new Error(`${status} ${JSON.stringify(body)}`);
  return status;
}

/** Once more at the server that lives; whoever is in, or out, already learns just that. */
async function goOn(
  world: FaultWorld,
  crowd: Crowd,
  api: ApiClient,
  joiners: readonly Invited[],
  leavers: readonly Leaving[],
): Promise<void> {
  for (const { browser } of joiners) browser.routeTo(world.steady);
  await Promise.all([...joiners.map(accept), ...leavers.map((each) => remove(api, crowd, each))]);
}

async function isTakenBack(db: OpenDb, crowd: Crowd, { email, told }: Act): Promise<boolean> {
  if (told === 'cut') return false;
  return (await membersOf(db, crowd)).includes(email) !== (told === 'member');
}

/** An invitation is there, or its member: never both, never neither. */
async function halfJoined(db: OpenDb, { slug }: Crowd, joiners: readonly Invited[]): Promise<number> {
  const rows = await db.sql(
    `SELECT 1 FROM users u CROSS JOIN organizations o
     WHERE o.slug = $1 AND u.email = ANY($2)
       AND EXISTS (SELECT 1 FROM members m WHERE m.organization_id = o.id AND m.user_id = u.id)
         = EXISTS (SELECT 1 FROM invitations i WHERE i.organization_id = o.id AND i.email = u.email)`,
    [slug, joiners.map(({ person }) => person.email)],
  );
  return rows.length;
}

async function membersOf(db: OpenDb, { slug }: Crowd): Promise<string[]> {
  const rows = await db.sql<{ email: string }>(
    `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
     JOIN organizations o ON o.id = m.organization_id WHERE o.slug = $1`,
    [slug],
  );
  return rows.map(({ email }) => email);
}

async function differenceOf(db: OpenDb, crowd: Crowd, expected: readonly string[]): Promise<number> {
  const members = await membersOf(db, crowd);
  const missing = expected.filter((email) => !members.includes(email));
  return missing.length + members.filter((email) => !expected.includes(email)).length;
}

async function wrongEvents(
  db: OpenDb,
  { slug }: Crowd,
  { invited, leaving }: Record<'invited' | 'leaving', readonly TestPerson[]>,
): Promise<number> {
  const wrongOf = async (people: readonly TestPerson[], type: string) => {
    const counts = await eventCounts(db, slug, type);
    return people.filter(({ email }) => counts[email] !== 1).length;
  };
  const wrong = await Promise.all([
    wrongOf(invited, 'invitation.accepted'),
    wrongOf(invited, 'member.added'),
    wrongOf(leaving, 'member.removed'),
  ]);
  return wrong.reduce((sum, count) => sum + count, 0);
}

async function idsOf({ sql }: OpenDb, people: readonly TestPerson[]): Promise<Leaving[]> {
  const emails = people.map(({ email }) => email);
  const rows = await sql<{ id: string; email: string }>('SELECT id, email FROM users WHERE email = ANY($1)', [
    emails,
  ]);
  return people.map((person) => ({ person, id: rows.find(({ email }) => email === person.email)?.id ?? '' }));
}
