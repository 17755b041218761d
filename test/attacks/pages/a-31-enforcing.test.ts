import { expect } from 'chai';
import { everyoneNow, seed } from '../../harness/world.ts';
import { everyPage } from './support/every-page.ts';
import { createMatrix, longestMs, type Matrix } from './support/matrix.ts';
import { refusedTo } from './support/requests.ts';

describe('every page and every form of an organization that asks for a second factor', () => {
  let matrix: Matrix;

  before(async () => {
    matrix = await createMatrix();
  });

  after(() => matrix.stop());

  it('A-31, ruling 23: is open to none of its people who has not proven one; nothing changes', async () => {
    const { server, at } = matrix;
    const wrong = await refusedTo(
      matrix,
      everyPage.filter(({ area }) => area !== 'link'),
      {
        visitors: matrix.visitors.filter(
          ({ role, proof }) => proof === 'none' && ['member', 'admin', 'owner'].includes(role),
        ),
        expected: 'sign-in',
        begin: () => seed(server, { organizations: [{ slug: at.slug, enforcement: everyoneNow }] }),
      },
    );
    expect(wrong.join('\n')).to.equal('');
  }).timeout(longestMs);
});
