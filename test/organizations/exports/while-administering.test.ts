import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import { exportMembers } from '../../../src/organizations/exports/member-csv.ts';
import { whileAdministering } from '../../../src/organizations/exports/while-administering.ts';
import { idOf, joinedBy } from '../../harness/members.ts';
import { createWorld, type World } from '../../harness/world.ts';

async function* pieces() {
  yield 'head';
  yield 'one';
  yield 'two';
}

describe('a file of an organization', () => {
  let world: World;
  let organizationId: string;

  beforeEach(async () => {
    world = await createWorld();
    const organization = await world.server.countersign.db.organizations.findBySlug(world.slug);
    organizationId = organization?.id ?? '';
  });

  /** Takes the first piece, has something happen, and takes the rest. @returns what came, and how it ended */
  async function readWhile(file: AsyncGenerator<string>, happens: () => Promise<unknown>) {
    const came = [(await file.next()).value];
    await happens();
    try {
      for await (const piece of file) came.push(piece);
      return { came, ended: 'whole' };
    } catch (error) {
      return { came, ended: (error as { code?: string }).code };
    }
  }

  const fileFor = async (email: string | null) => {
    const { db } = world.server.countersign;
    const userId = email === null ? null : await idOf(world, { email });
    const admin = userId === null ? null : ({ userId, role: 'owner', hasFactor: true, mfaAt: 0 } as const);
    return whileAdministering(pieces(), db, { admin, organizationId });
  };

  /** Changes the membership of somebody, past every rule. */
  const change = async (statement: string, email: string) =>
    world.server.countersign.db.sql(`${statement} WHERE user_id = $1 AND organization_id = $2`, [
      await idOf(world, { email }),
      organizationId,
    ]);

  it('comes whole to whoever goes on administering it, and to the operator', async () => {
    for (const email of [world.olivia.email, null]) {
      const read = await readWhile(await fileFor(email), async () => {});
      expect(read, String(email)).to.deep.equal({ came: ['head', 'one', 'two'], ended: 'whole' });
    }
  });

  it('ends before the next piece for whoever is removed, suspended or a mere member meanwhile', async () => {
    const { ann, bea, cleo } = await joinedBy(world, { ann: 'admin', bea: 'admin', cleo: 'owner' });
    const happenings: readonly (readonly [string, string])[] = [
      [ann.email, 'DELETE FROM members'],
      [bea.email, "UPDATE members SET suspended = 'by_admin'"],
      [cleo.email, "UPDATE members SET role = 'member'"],
    ];
    for (const [email, statement] of happenings) {
      const read = await readWhile(await fileFor(email), () => change(statement, email));
      expect(read, email).to.deep.equal({ came: ['head'], ended: 'not_allowed' });
    }
  });

  it('is read so for members, who are many', async () => {
    const { db } = world.server.countersign;
    const organization = await db.organizations.findBySlug(world.slug);
    if (organization === null) throw new Error('there is none');
    const userId = await idOf(world, world.olivia);
    const acting = {
      actor: { kind: 'user', id: userId, sourceAddress: '127.0.0.1' },
      admin: { userId, role: 'owner', hasFactor: true, mfaAt: Date.now() },
      now: new Date(),
    } as const;
    const filter = { status: null, text: null };
    const file = await exportMembers({ db, plans: shippedPlans }, acting, {
      organization,
      filter,
      sort: 'name',
    });
    const read = await readWhile(file, () =>
      change("UPDATE members SET suspended = 'by_admin'", world.olivia.email),
    );
    expect([read.came.length, read.ended]).to.deep.equal([1, 'not_allowed']);
  });
});
