import { expect } from 'chai';
import { enforcePage } from '../../../../src/web/console/members/enforce.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { createWorld, everyoneNow, signIn } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { enforceModel } from './support/models.ts';
import { exempted, leaveToOthers, mainText, visitMember } from './support/visits.ts';

describe('the page enforce', () => {
  itIsSound(filled(enforcePage, enforceModel), { fields: ['override', 'reason'], actions: ['continue'] });

  it('T20, T21: under a rule for everyone, ends the sessions of the unprotected and keeps those of the protected', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, activation: 'next_sign_in' } });
    await world.server.countersign.db.sql(
      `UPDATE members SET override = 'exempt' WHERE user_id IN (SELECT id FROM users WHERE email = ANY ($1))`,
      [[world.mina.email, world.tomas.email]],
    );
    const { browser: theirs } = await signIn(world.application, world.mina);
    await signIn(world.application, world.tomas);
    const mina = await visitMember(world, { to: world.mina, rest: '/enforce' });
    expect(mainText(mina.answer)).to.include('The session of Mina ends at once.');
    const tomas = await mina.browser.open(
      mina.address.replace(
        /[0-9a-f-]{36}/,
        (await world.server.countersign.db.people.byEmail(world.tomas.email))?.user.id ?? '',
      ),
    );
    expect(mainText(tomas)).to.include('Tomas keeps all sessions.').and.include('is set up already');
    const done = await mina.browser.submit(mina.answer);
    expect(noticeOf(done)).to.equal('A second step is required of Mina now.');
    expect((await theirs.open(`${world.server.issuer}/account`)).name).to.equal('password');
    const again = await mina.browser.open(mina.address);
    expect(mainText(again)).to.include('It is required of Mina already');
  });

  it('tells the same of following the rule again', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await visitMember(world, { to: world.mina, rest: '/override' });
    const same = await browser.submit(answer, { override: 'inherit' });
    expect([same.name, mainText(same).includes('Mina follows the rule already')]).to.deep.equal([
      'enforce',
      true,
    ]);
  });

  it('T21: tells no number of sessions of an account that is not managed here, and that all of them end', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, activation: 'next_sign_in' } });
    await leaveToOthers(world, world.mina);
    await exempted(world, world.mina);
    const { answer } = await visitMember(world, { to: world.mina, rest: '/enforce' });
    expect(mainText(answer)).to.include('All sessions of Mina end at once.');
  });
});
