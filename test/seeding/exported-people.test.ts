import { expect } from 'chai';
import { stringify } from 'yaml';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { exportDocument } from '../../src/seeding/export.ts';
import { createWorld, seed, type World } from '../harness/world.ts';

async function exportOf({ server, slug }: World) {
  return exportDocument(server.countersign.db, slug);
}

async function userOf({ server }: World, email: string) {
  return (await server.countersign.db.people.byEmail(email))?.user;
}

const profile = { given_name: 'Mina', address: { locality: 'Brussels' } };
const attributes = { department: 'Sales', teams: ['a'] };

describe('an export of people', () => {
  it('brings profile and attributes along, which are applied as they were', async () => {
    const world = await createWorld();
    const { email } = world.mina;
    await seed(world.server, { users: [{ email, profile, attributes }] });
    const document = await exportOf(world);
    expect(document.users.find((each) => each.email === email)).to.include.keys('profile', 'attributes');
    await seed(world.server, { users: [{ email, profile: {}, attributes: {} }] });
    const changes = await seed(world.server, document);
    expect(changes).to.deep.include({ kind: 'user', name: email, outcome: 'updated' });
    expect(await userOf(world, email)).to.deep.include({ profile, attributes });
    const again = await seed(world.server, await exportOf(world));
    expect(again).to.deep.include({ kind: 'user', name: email, outcome: 'unchanged' });
  });

  it('leaves out what is stored from before a rule and would be refused', async () => {
    const world = await createWorld();
    const { email } = world.mina;
    await world.server.countersign.db.sql('UPDATE users SET profile = $2, attributes = $3 WHERE email = $1', [
      email,
      JSON.stringify({ ...profile, picture: 'javascript:x', department: 'x' }),
      JSON.stringify({ ...attributes, amr: ['mfa'], 'two words': 1 }),
    ]);
    const document = await exportOf(world);
    expect(document.users.find((each) => each.email === email)).to.deep.include({ profile, attributes });
    expect(readSeedingDocument(stringify(document))).to.include({ ok: true });
  });

  it('says of who has neither nothing about them', async () => {
    const world = await createWorld();
    const { users } = await exportOf(world);
    expect(users.find(({ email }) => email === world.tomas.email)).not.to.have.any.keys(
      'profile',
      'attributes',
    );
  });
});
