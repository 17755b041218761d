import { expect } from 'chai';
import { environmentsPage } from '../../../../src/web/operator/environments/environments.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterOperator } from '../../../harness/operators.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { environmentsModel } from './support/models.ts';

describe("the operator's environments", () => {
  itIsSound(filled(environmentsPage, environmentsModel), { fields: [], actions: [] });

  it('are listed with their clients, one that is off in red words', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const off = { name: `${world.slug}-test`, mfa: 'off', pilot: { users: [], percent: 0 } } as const;
    await db.environments.save(off);
    const { answer } = await enterOperator(world, '/operator/environments');
    const production = answer.page.querySelector('[aria-labelledby=e-production]');
    expect(production?.querySelector(`a[href="/operator/clients/${world.slug}-one"]`)).not.to.equal(null);
    const test = answer.page.querySelector(`[aria-labelledby=e-${off.name}]`);
    expect(test?.querySelector('.text-bad')?.text).to.include('Nobody is asked for a second step here');
    expect(test?.text).to.include('It has no applications yet.');
  });
});
