import { expect } from 'chai';
import { operatorOf } from '../../harness/api.ts';
import { createWorld, everyoneNow, passPassword } from '../../harness/world.ts';

describe('an older policy that cannot be read', () => {
  it('stays as it is, and denies, whatever is saved after it', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { sql } = world.server.countersign.db;
    const damaged = [{ preset: 'of another version' }];
    await sql('UPDATE organizations SET enforcement_before = $2::jsonb WHERE slug = $1', [
      world.slug,
      JSON.stringify(damaged),
    ]);
    const operator = await operatorOf(world);
    const saved = await operator.put(`/organizations/${world.slug}/enforcement`, { required: 'nobody' });
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
    const [row] = await sql('SELECT enforcement_before AS kept FROM organizations WHERE slug = $1', [
      world.slug,
    ]);
    expect(row).to.deep.equal({ kept: damaged });
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('refused');
  });
});
