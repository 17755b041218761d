import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { newTotpSecret } from '../../src/authenticators/totp.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { memberOf } from '../harness/members.ts';
import { createWorld, seed, type World } from '../harness/world.ts';
import { anotherOrganization, factorsOf } from './support/people.ts';

/** Makes Tomas a member with one factor again, proven in their session, whatever the round before has come to. */
async function restore(world: World): Promise<void> {
  const { db } = world.server.countersign;
  const [user] = await db.sql<{ id: string }>('SELECT id FROM users WHERE email = $1', [world.tomas.email]);
  const userId = user?.id ?? '';
  await seed(world.server, {
    organizations: [
      { slug: world.slug, name: 'Acme', members: [{ email: world.tomas.email, role: 'member' }] },
    ],
  });
  const [factor] = await db.sql('SELECT 1 FROM authenticators WHERE user_id = $1', [userId]);
  if (factor !== undefined) return;
  const parameters = { secret: newTotpSecret(), period: 30, digits: 6, algorithm: 'SHA1' } as const;
  const named = { id: randomUUID(), userId, nickname: 'app', lastStep: 0, confirmedAt: new Date() };
  await db.authenticators.addTotp({ ...parameters, ...named });
  await db.sql('UPDATE session_records SET proofs = proofs || $2::jsonb WHERE user_id = $1', [
    userId,
    JSON.stringify({ totpAt: Date.now(), totpId: named.id }),
  ]);
}

/** Members without any factor of an organization that requires one of everyone. */
async function unprotectedUnderEnforcement({ server, slug }: World): Promise<number> {
  const rows = await server.countersign.db.sql(
    `SELECT 1 FROM members m JOIN organizations o ON o.id = m.organization_id
     WHERE o.slug = $1 AND o.enforcement->>'required' = 'everyone'
       AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = m.user_id)`,
    [slug],
  );
  return rows.length;
}

describe('removing a factor while an organization turns enforcement on', () => {
  for (const self_disable of ['remove', 'forbid'] as const) {
    it(`D6: never leaves an unprotected member behind, 20 times, with ${self_disable}`, async () => {
      const world = await createWorld();
      const { db } = world.server.countersign;
      await db.sql(`DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE email = $1)`, [
        world.mina.email,
      ]);
      const [operator, tomas] = [await operatorOf(world), await apiOf(world, world.tomas)];
      const path = `/organizations/${world.slug}/enforcement`;
      for (let round = 0; round < 20; round += 1) {
        await db.sql(
          'UPDATE organizations SET enforcement = NULL, enforcement_before = NULL WHERE slug = $1',
          [world.slug],
        );
        await restore(world);
        const [id] = await factorsOf(tomas);
        const enabling = () => operator.put(path, { preset: 'everyone-ready', self_disable });
        const removing = () => tomas.delete(`/me/authenticators/${id}`);
        const both = round % 2 === 0 ? [enabling(), removing()] : [removing(), enabling()];
        const answers = await Promise.all(both);
        expect(await unprotectedUnderEnforcement(world), `round ${round}`).to.equal(0);
        const statuses = answers.map(({ status, body }) => body?.code ?? status);
        for (const status of statuses)
          expect(status).to.be.oneOf([200, 'members_not_protected', 'factor_required_by']);
      }
    });
  }

  it('D7: everybody who drops out at once is out of both organizations, whichever is locked first', async () => {
    const world = await createWorld();
    const second = await anotherOrganization(world, null, [
      { email: world.olivia.email, role: 'owner' },
      { email: world.tomas.email, role: 'member' },
    ]);
    const operator = await operatorOf(world);
    const tomas = await apiOf(world, world.tomas);
    const [id] = await factorsOf(tomas);
    const policy = {
      required: 'everyone',
      activation: 'immediately',
      sessions: 'keep',
      self_disable: 'remove',
    };
    const answers = await Promise.all([
      operator.put(`/organizations/${second}/enforcement`, policy),
      tomas.delete(`/me/authenticators/${id}`),
      operator.put(`/organizations/${world.slug}/enforcement`, policy),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    const [removed] = answers.slice(1).map(({ body }) => body.removed_from as string[]);
    const left = [];
    for (const slug of [second, world.slug])
      if ((await memberOf(operator, slug, world.tomas)) !== undefined) left.push(slug);
    expect([...left, ...(removed ?? [])]).to.have.members([second, world.slug]);
  });
});

describe('two changes of oneself at once', () => {
  it('both stand', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    for (let round = 0; round < 5; round += 1) {
      const [locale, zoneinfo] = [['de', 'fr'][round % 2], ['Europe/Paris', 'Asia/Tokyo'][round % 2]];
      const answers = await Promise.all([api.patch('/me', { locale }), api.patch('/me', { zoneinfo })]);
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
      expect((await api.get('/me')).body).to.include({ locale, zoneinfo });
    }
  });
});
