import { expect } from 'chai';
import { accountPages, linkedRoutes } from '../../../src/web/account/routes.ts';
import { consolePages, entryRoutes } from '../../../src/web/console/routes.ts';
import { operatorPages } from '../../../src/web/operator/routes.ts';
import { travelTo } from '../../harness/clock.ts';
import { everyPage } from './support/every-page.ts';
import { createMatrix, longestMs, type Matrix } from './support/matrix.ts';
import { readAs, sendAs } from './support/requests.ts';

describe('A-31: every page and every form, before seven people with no, an old and a fresh second factor', () => {
  let matrix: Matrix;

  before(async () => {
    matrix = await createMatrix();
  });

  // However long the others took, what is fresh stays so.
  beforeEach(() => travelTo(matrix.began));

  after(() => matrix.stop());

  it('knows every page of the program with every action, and no other', () => {
    const known = everyPage.flatMap(({ path, page: { forms = {} } }) =>
      [path].concat(Object.keys(forms).map((action) => `${path} ${action}`)),
    );
    const program = [
      ...[...linkedRoutes, ...entryRoutes],
      ...[...accountPages, ...consolePages, ...operatorPages],
    ].flatMap(({ path, actions }) => [path].concat(actions.map((action) => `${path} ${action}`)));
    expect(known.sort()).to.deep.equal(program.sort());
  });

  for (const each of everyPage)
    it(`A-31: ${each.path}`, async () => {
      const wrong = await readAs(matrix, each);
      for (const [action, forms] of Object.entries(each.page.forms ?? {}))
        for (const form of forms) wrong.push(...(await sendAs(matrix, { ...each, action, form })));
      expect(wrong.join('\n')).to.equal('');
    }).timeout(longestMs);
});
