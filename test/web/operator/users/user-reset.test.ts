import { expect } from 'chai';
import { userResetPage } from '../../../../src/web/operator/users/user-reset.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { enterOperator, markOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, signIn } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { userResetModel } from './support/models.ts';

describe("a reset at the operator's pages", () => {
  itIsSound(filled(userResetPage, userResetModel), { fields: [], actions: ['continue'] });

  it('L8: says what ends, then removes the factors, ends the sessions and mails the person', async () => {
    const world = await createWorld();
    const id = await markOperator(world, world.tomas, false);
    await signIn(world.application, world.tomas);
    const { browser, answer } = await enterOperator(world, `/operator/users/${id}/reset`);
    expect(answer.page.text).to.include('Removed at once, with all recovery codes: Authenticator app.');
    const { db } = world.server.countersign;
    expect((await db.people.byId(id, null))?.factors).to.have.length(1);
    const done = await browser.submit(answer, {});
    expect(noticeOf(done)).to.include(`The second step of ${world.tomas.email} was reset.`);
    const after = await db.people.byId(id, null);
    expect(after?.factors).to.deep.equal([]);
    expect(await db.sessions.ofUser(id, { after: null, limit: 9 }, new Date())).to.deep.equal([]);
    expect((await mailsTo(world.server, world.tomas.email)).map(({ subject }) => subject)).to.include(
      'Countersign: your second step was reset',
    );
    const operator = await db.people.byEmail(world.olivia.email);
    expect((await newestEvent(world, 'authenticator.reset', id))?.actor).to.deep.equal({
      kind: 'operator',
      id: operator?.user.id,
    });
  });

  it('L10: is refused for oneself', async () => {
    const world = await createWorld();
    const { browser } = await enterOperator(world, '/operator');
    const id = await markOperator(world, world.olivia, true);
    const refused = await browser.post(`${world.server.issuer}/operator/users/${id}/reset`, {});
    expect(refused.status).to.equal(409);
    expect(refused.page.querySelector('.problem')?.text).to.include('This cannot be done for oneself');
    const { db } = world.server.countersign;
    expect((await db.people.byId(id, null))?.factors).to.have.length(1);
  });
});
