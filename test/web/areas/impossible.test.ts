import { expect } from 'chai';
import { concealPaths } from '../../../src/logging/conceal.ts';
import { linkedRoutes } from '../../../src/web/account/routes.ts';
import { enterArea } from '../../harness/areas.ts';
import type { Browser } from '../../harness/browser.ts';
import { markOperator } from '../../harness/operators.ts';
import { createWorld, type World } from '../../harness/world.ts';

describe('what no page can be asked for', () => {
  let world: World;
  let browser: Browser;

  before(async () => {
    world = await createWorld();
    await markOperator(world, world.olivia, true);
    ({ browser } = await enterArea(`${world.server.issuer}/operator`, world.olivia));
  });

  const at = (path: string) => `${world.server.issuer}${path}`;

  it('is 404 in an address: a character that no database takes, and more than any address has', async () => {
    const long = 'aB3_'.repeat(1000);
    for (const name of ['%00', 'a%00b', long])
      for (const path of [
        `/operator/environments/${name}`,
        `/operator/clients/${name}`,
        `/operator/organizations/${name}`,
        `/operator/users/${name}`,
        `/account/security/set-up/${name}`,
        `/account/applications/${name}/withdraw`,
        `/console/${world.slug}/members/${name}`,
        `/console/${world.slug}/invitations/${name}/ticket`,
      ]) {
        expect((await browser.request(at(path))).status, path.slice(0, 60)).to.equal(404);
        const sent = (await browser.post(at(path), {})).status;
        // Some of them have no form.
        expect([404, 405], path.slice(0, 60)).to.include(sent);
      }
    const [row] = await world.server.countersign.db.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM kept_forms WHERE length(path) > 2000',
    );
    expect(row?.count).to.equal(0);
  });

  it('is refused in a form, whatever field it stands in', async () => {
    const answers = [
      await browser.post(at('/account/organizations'), { action: 'join', join: '\0' }),
      await browser.post(at('/account/profile'), { name: 'Ann\0' }),
      await browser.post(at(`/console/${world.slug}/settings`), { name: 'A', zone: 'UTC', 'x\0': 'y' }),
      await browser.post(at('/operator/users'), { action: 'create', email: 'a\0@b.example' }),
    ];
    for (const { status, url } of answers) expect([400, 404, 405], url).to.include(status);
  });

  it('is 404 where it names members whom nobody could be', async () => {
    const seats = at(`/console/${world.slug}/invitations/seats`);
    expect((await browser.post(seats, { seats: '5', 'pick-m-x': 'on' })).status).to.equal(404);
  });
});

describe('a link that is mailed', () => {
  it('stands in no log, whatever page it leads to', () => {
    const mailed = linkedRoutes.map(({ path }) => path).filter((path) => path.includes(':token'));
    expect(mailed.length).to.be.above(2);
    const token = 'x'.repeat(20) + 'Y_9'.repeat(7);
    for (const path of mailed)
      expect(concealPaths(path.replace(':token', token)), path).not.to.include(token);
  });
});
