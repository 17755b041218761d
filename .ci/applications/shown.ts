import { expect } from 'chai';
import { type RunningTrial, startTrial, type Trial } from './trial.ts';

/**
 * Starts a recipe before the tests of a suite and stops it after them.
 * @param parent of a folder for its files; `missing` names what it needs, or is null
 */
export function started(
  trial: Trial,
  parent: string,
  missing: () => string | null = () => null,
): () => RunningTrial {
  let running: RunningTrial;

  before(async function () {
    const what = missing();
    if (what !== null) {
      console.log(`    skipped: the recipe of ${trial.recipe}, since there is no ${what}`);
      this.skip();
    }
    running = await startTrial(trial, parent);
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.log(running?.printed());
  });

  after(() => running?.stop());

  return () => running;
}

/** Tests of one recipe. Takes what `started` takes. */
export function showRecipe(trial: Trial, ...more: [parent: string, missing?: () => string | null]): void {
  describe(`the recipe of ${trial.recipe}`, () => {
    const running = started(trial, ...more);

    it('lets in whoever has a password, and keeps them from what needs a second factor', async () => {
      const { greta } = running();
      const page = await greta.open('/');
      expect(page.status, page.body).to.equal(200);
      expect(page.body).to.contain(greta.email).and.contain('pwd').and.not.contain('mfa');
      expect(greta.seen()).to.deep.equal(['password']);
      if (trial.mustStepUp !== true) expect((await greta.open('/admin')).status).to.equal(403);
    });

    it('asks for level 2, and stays closed to whoever does not prove it', async () => {
      const { greta } = running();
      if (trial.mustStepUp === true) {
        expect((await greta.open('/admin')).name).to.equal('mailbox');
        return;
      }
      await greta.open('/step-up');
      expect(greta.seen()).to.deep.equal(['password', 'offer']);
      expect((await greta.open('/admin')).status).to.equal(403);
    });

    it('takes no answer to a sign-in that it has not begun', async () => {
      const { gretaElsewhere: greta, olivia } = running();
      const answer = await olivia.answer();
      expect(answer).to.match(/[?&]code=/);
      await greta.open(answer);
      const page = await greta.open('/');
      expect(page.body).to.contain(greta.email).and.not.contain(olivia.email);
    });

    it('lets in a member of an organization that requires a second factor', async () => {
      const { tomas } = running();
      const page = await tomas.open('/');
      expect(page.body).to.contain(tomas.email).and.contain('mfa');
      expect(tomas.seen()).to.deep.equal(['password', 'challenge']);
      expect((await tomas.open('/admin')).status).to.equal(200);
    });
  });
}
