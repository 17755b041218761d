import { expect } from 'chai';
import { keysRotatePage } from '../../../../src/web/operator/keys/keys-rotate.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { startOwnServer, type TestServer } from '../../../harness/server.ts';
import { createWorld, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { keysRotateModel } from './support/models.ts';

describe('another set of signing keys', () => {
  itIsSound(filled(keysRotatePage, keysRotateModel), {
    fields: ['newest', 'newest'],
    actions: ['continue', 'immediately'],
  });

  let server: TestServer;
  let world: World;
  const address = () => `${server.issuer}/operator/keys/rotate`;
  const kids = async () => (await server.countersign.db.signingKeys.all()).map(({ kid }) => kid);

  before(async () => {
    server = await startOwnServer();
    world = await createWorld({ server });
  });

  after(() => server.stop());

  it('comes after a page that says what follows, once for two who ask for it at once', async () => {
    const before = await kids();
    const { browser, answer } = await enterOperator(world, '/operator/keys/rotate');
    expect(answer.page.text).to.include(`${server.issuer}/jwks`);
    expect(await kids()).to.deep.equal(before);
    const newest = answer.page.querySelector('[name=newest]')?.getAttribute('value') ?? '';
    const pressed = [1, 2, 3].map(() => browser.post(answer.url, { action: 'continue', newest }));
    const statuses = (await Promise.all(pressed)).map(({ status }) => status);
    expect(statuses.sort()).to.deep.equal([303, 412, 412]);
    const done = await browser.open(`${server.issuer}/operator/keys`);
    expect(noticeOf(done)).to.include('They sign in an hour.');
    const after = await kids();
    expect([after.length, after.filter((kid) => before.includes(kid)).length]).to.deep.equal([4, 2]);
    const late = await browser.submit(answer, { action: 'continue' });
    expect(late.status).to.equal(412);
    expect(await kids()).to.deep.equal(after);
    expect((await newestEvent(world, 'signing_keys.rotated'))?.actor.kind).to.equal('operator');
  });

  it('withdraws the present ones at once where one has leaked', async () => {
    const before = await kids();
    const { browser, answer } = await enterOperator(world, '/operator/keys/rotate', 1);
    const done = await browser.submit(answer, { action: 'immediately' });
    expect(noticeOf(done)).to.include('the old ones are gone');
    const { keys } = (await (await fetch(`${server.issuer}/jwks`)).json()) as { keys: { kid: string }[] };
    expect(keys.map(({ kid }) => kid).filter((kid) => before.includes(kid))).to.deep.equal([]);
    expect(keys).to.have.length(2);
  });

  it('is for operators alone', async () => {
    const before = await kids();
    const { browser } = await enterArea(`${server.issuer}/account`, world.greta);
    expect((await browser.open(address())).status).to.equal(404);
    const sent = await browser.post(address(), { action: 'immediately', newest: before.at(-1) ?? '' });
    expect(sent.status).to.equal(404);
    expect(await kids()).to.deep.equal(before);
  });
});
