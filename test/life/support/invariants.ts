import { expect } from 'chai';
import type { Life } from './organization-life.ts';

interface Stored {
  readonly seats: number;
  readonly members: readonly {
    readonly email: string;
    readonly role: string;
    readonly override: string;
    readonly suspended: string | null;
  }[];
  readonly invitations: readonly string[];
  readonly factors: readonly string[];
}

/** What the database must say after every step, whatever the step was. */
export async function checkStored(life: Life): Promise<void> {
  const now = Date.now();
  const { model, people } = life;
  const stored = await read(life, now);
  model.settle(now);
  const used = stored.members.length + stored.invitations.length;
  // Over the limit, after a smaller plan, it may only shrink (ruling 20).
  expect(used, 'seats in use').to.be.at.most(Math.max(model.seatLimit(), life.seatsUsed));
  life.seatsUsed = used;
  const owners = stored.members.filter(({ role, suspended }) => role === 'owner' && suspended === null);
  expect(owners.length, 'active owners').to.be.at.least(1);
  expect(stored.seats, 'seats').to.equal(model.seats);
  expect(stored.invitations, 'invitations').to.have.members(model.pending(now));
  const confirmed = people.map(({ email }) => email).filter((email) => model.factors.has(email));
  expect(stored.factors, 'confirmed factors').to.have.members(confirmed);
  expectMembers(life, stored, now);
}

function expectMembers({ model }: Life, { members }: Stored, now: number): void {
  // What lapsed with the plan is cleared by the next job or write; until then it counts for nothing.
  const isCleared = model.mayEnforce(now);
  const seen = members.map(({ email, role, override, suspended }) => ({
    email,
    role,
    override: override === 'required' && !isCleared ? 'inherit' : override,
    isSuspended: suspended !== null,
  }));
  const expected = [...model.members].map(([email, { role, override, isSuspended }]) => ({
    email,
    role,
    override: override === 'required' && !isCleared ? 'inherit' : override,
    isSuspended,
  }));
  expect(seen, 'members').to.have.deep.members(expected);
}

async function read({ server, slug, people }: Life, now: number): Promise<Stored> {
  const [row] = await server.countersign.db.sql<Stored>(
    `SELECT o.seats,
       (SELECT coalesce(json_agg(json_build_object('email', u.email, 'role', m.role, 'override', m.override,
          'suspended', m.suspended)), '[]') FROM members m JOIN users u ON u.id = m.user_id
        WHERE m.organization_id = o.id) AS members,
       (SELECT coalesce(json_agg(i.email), '[]') FROM invitations i
        WHERE i.organization_id = o.id AND i.expires_at > $2) AS invitations,
       (SELECT coalesce(json_agg(u.email), '[]') FROM users u WHERE u.id = ANY ($3) AND EXISTS
         (SELECT 1 FROM authenticators a WHERE a.user_id = u.id)) AS factors
     FROM organizations o WHERE o.slug = $1`,
    [slug, new Date(now), people.map(({ id }) => id)],
  );
  if (row === undefined) throw new Error(`no organization ${slug}`);
  return row;
}
