import { expect } from 'chai';
import { people } from '../../src/cli/demo.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { startTestServer } from '../harness/server.ts';
import { seed } from '../harness/world.ts';

const ours = 'velvet mountain under a borrowed moon';
const seeding = { users: [{ email: 'greta@globex.example', password: ours }] };

describe('the people that the demo introduces', () => {
  it('have the password of the file until they choose another one', async () => {
    const server = await startTestServer();
    await seed(server, seeding);
    const { db } = server.countersign;
    const read = readSeedingDocument(JSON.stringify(seeding));
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    expect(await people(db, read.document)).to.include(`  password: ${ours}`);
    const greta = await db.people.byEmail('greta@globex.example');
    const { hash } = createPasswordHasher();
    const chosen = { hash: await hash('olive trucks sing at dawn'), isShort: false, changedAt: new Date() };
    await db.accounts.changePassword(greta?.user.id ?? '', greta?.user.epoch ?? 0, chosen);
    expect(await people(db, read.document)).to.include('  password: changed by you');
  });
});
