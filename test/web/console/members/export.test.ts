import { expect } from 'chai';
import { exportPage } from '../../../../src/web/console/members/export.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, passChallenge } from '../../../harness/areas.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { exportModel } from './support/bulk-models.ts';
import { mainText } from './support/visits.ts';

describe('the page export', () => {
  itIsSound(filled(exportPage, exportModel), { fields: ['matching'], actions: ['continue'] });

  it('says how many are in the file, and sends those that match', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/members/export`;
    const { browser, answer } = await enterArea(`${address}?factor=none`, world.olivia);
    expect(mainText(answer)).to.include('1 of 3 members, as CSV.');
    const file = await browser.submit(answer);
    expect([file.status, file.headers.get('content-type')]).to.deep.equal([200, 'text/csv; charset=utf-8']);
    expect(file.headers.get('content-disposition')).to.equal(
      `attachment; filename="${world.slug}-members.csv"`,
    );
    expect(file.headers.get('cache-control')).to.equal('no-store');
    expect(file.body).to.include(world.mina.email).and.not.include(world.tomas.email);
  });

  it('is led to with the filters of the list, whatever letters are in them', async () => {
    const world = await createWorld();
    const query = new URLSearchParams({ q: world.mina.email, status: 'unprotected' });
    const list = `${world.server.issuer}/console/${world.slug}/members?${query}`;
    const { browser, answer } = await enterArea(list, world.olivia);
    const link = answer.page.querySelector('a[href*="/members/export"]')?.getAttribute('href') ?? '';
    const page = await browser.open(new URL(link, answer.url).href);
    expect(new URL(page.url).search).to.equal(`?${query}`);
    expect(mainText(page)).to.include('1 of 3 members, as CSV.');
  });

  it('leads through a fresh second step, and back to the same choice', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/members/export?factor=none`;
    const { browser, answer } = await enterArea(address, world.olivia);
    await world.server.countersign.db.sql(
      `UPDATE session_records SET proofs = jsonb_set(proofs, '{totpAt}', to_jsonb((proofs ->> 'totpAt')::bigint - 301000))
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.olivia.email],
    );
    const asked = await browser.submit(answer);
    const back = await passChallenge(browser, asked, { person: world.olivia, step: 1 });
    expect([asked.name, back.name]).to.deep.equal(['challenge', 'export']);
    expect(mainText(back)).to.include('1 of 3 members, as CSV.');
    expect((await browser.submit(back)).body)
      .to.include(world.mina.email)
      .and.not.include(world.tomas.email);
  });
});
