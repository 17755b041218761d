import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import { exportMembers } from '../../../src/organizations/exports/member-csv.ts';
import { crowdedWorld } from '../../long-jobs/support/crowd.ts';

/** As the operator, who may read the file whatever becomes of the members. */
const operator = () => ({ actor: { kind: 'operator' }, admin: null, now: new Date() }) as const;

describe('the file of the members', () => {
  it('has each of more members than one piece holds exactly once, in either order', async () => {
    const { server, slug } = await crowdedWorld({}, 520);
    const { db } = server.countersign;
    const organization = await db.organizations.findBySlug(slug);
    if (organization === null) throw new Error('there is none');
    const members = await db.sql<{ id: string }>(
      'SELECT user_id AS id FROM members WHERE organization_id = $1 ORDER BY user_id',
      [organization.id],
    );
    expect(members).to.have.length(523);
    for (const sort of ['name', 'joined'] as const) {
      const exported = { organization, filter: { status: null, text: null }, sort };
      const pieces: string[] = [];
      for await (const piece of await exportMembers({ db, plans: shippedPlans }, operator(), exported))
        pieces.push(piece);
      const [, ...lines] = pieces.join('').trim().split('\r\n');
      const ids = lines.map((line) => line.split(',')[0] ?? '').sort();
      expect(ids, sort).to.deep.equal(members.map(({ id }) => id));
    }
  });
});
