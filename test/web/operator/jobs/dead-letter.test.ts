import { expect } from 'chai';
import { deadLetterPage } from '../../../../src/web/operator/jobs/dead-letter.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { lostMail } from '../../../harness/dead-letters.ts';
import { mailsTo } from '../../../harness/mails.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld } from '../../../harness/world.ts';
import { drawn, itIsSound } from '../../support/sound-page.ts';
import { closedLetter, deadLetterModel } from './support/models.ts';

describe('what could not be delivered, by itself', () => {
  itIsSound(filled(deadLetterPage, deadLetterModel), { fields: [], actions: ['retry', 'continue'] });

  it('can only be dropped where no key opens it', () => {
    const html = drawn(filled(deadLetterPage, { ...deadLetterModel, letter: closedLetter }));
    expect(html).to.include('value="continue"').and.not.to.include('value="retry"');
  });

  it('is tried again or dropped for good, and is there no more', async () => {
    const world = await createWorld();
    const { server, slug } = world;
    const [ann, bob] = [`ann@${slug}.example`, `bob@${slug}.example`];
    const { db } = server.countersign;
    const [kept, lost] = [await lostMail(db, ann), await lostMail(db, bob)];
    const { browser, answer } = await enterOperator(world, `/operator/jobs/${lost}`);
    expect(answer.page.text).to.include(bob).and.include('the mail never goes out');
    const dropped = await browser.submit(answer, { action: 'continue' });
    expect(noticeOf(dropped)).to.include('It was dropped.');
    expect((await newestEvent(world, 'dead_letter.dropped'))?.detail).to.deep.equal({
      kind: 'send-mail',
      count: 1,
    });
    expect((await browser.open(`${server.issuer}/operator/jobs/${lost}`)).status).to.equal(404);
    const page = await browser.open(`${server.issuer}/operator/jobs/${kept}`);
    const retried = await browser.submit(page, { action: 'retry' });
    expect(noticeOf(retried)).to.include('It is tried again now.');
    expect(await mailsTo(server, ann)).to.have.length(1);
    expect(await mailsTo(server, bob)).to.deep.equal([]);
    const late = await browser.submit(page, { action: 'continue' });
    expect(noticeOf(late)).to.include('Somebody else');
    expect((await browser.open(`${server.issuer}/operator/jobs/x`)).status).to.equal(404);
  });
});
