import { expect } from 'chai';
import { usersPage } from '../../../../src/web/operator/users/users.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterOperator, markOperator } from '../../../harness/operators.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { usersModel } from './support/models.ts';

describe("the operator's users", () => {
  itIsSound(filled(usersPage, usersModel), { fields: ['user'], actions: [] });

  it('are found by their exact address, however it is spelled, or their id, and by no part of either', async () => {
    const world = await createWorld();
    const { browser } = await enterOperator(world, '/operator/users');
    const id = await markOperator(world, world.tomas, false);
    const found = async (user: string) => {
      const address = `${world.server.issuer}/operator/users?user=${encodeURIComponent(user)}`;
      const { page } = await browser.open(address);
      return page.querySelector('[aria-labelledby=found] a')?.getAttribute('href') ?? null;
    };
    expect(await found(world.tomas.email)).to.equal(`/operator/users/${id}`);
    expect(await found(` ${world.tomas.email.toUpperCase()} `)).to.equal(`/operator/users/${id}`);
    expect(await found(id)).to.equal(`/operator/users/${id}`);
    for (const part of ['tomas', `@${world.slug}.example`, '%', id.slice(0, 8), `${world.tomas.email}\0`])
      expect(await found(part), part).to.equal(null);
  });
});
