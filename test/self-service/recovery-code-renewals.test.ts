import { expect } from 'chai';
import { reseal } from '../../src/sealing/reseal.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { secondServer } from '../attacks/support/two-servers.ts';
import { ApiClient, type ApiReply, apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { freshDatabase } from '../harness/database.ts';
import { quietApiOf, saying } from '../harness/members.ts';
import { startTestServer, testKey } from '../harness/server.ts';
import { createWorld, enroll, everyoneNow, passPassword, type World } from '../harness/world.ts';
import { eventsOf, subjectsTo } from './support/people.ts';

const renew = (api: ApiClient): Promise<ApiReply> => api.post('/me/recovery-codes');

/** How often new codes were made and mailed. */
async function renewalsOf(world: World, email: string): Promise<readonly [events: number, mails: number]> {
  const events = await eventsOf(world, email);
  const mails = await subjectsTo(world, email);
  return [
    events.filter((type) => type === 'authenticator.recovery_codes_replaced').length,
    mails.filter((subject) => /recovery codes/i.test(subject)).length,
  ];
}

describe('new recovery codes', () => {
  it('D37: are given five times an hour, then it waits and the last ones count on', async () => {
    const world = await createWorld();
    const { tomas, olivia } = world;
    const api = await apiOf(world, tomas);
    let codes: string[] = [];
    for (let count = 1; count <= 5; count += 1) {
      const made = await renew(api);
      expect(made.status).to.equal(201);
      codes = made.body.recovery_codes;
    }
    const refused = await renew(api);
    expect(saying(refused)).to.deep.equal([429, 'too_many_attempts']);
    expect(Number(refused.headers.get('retry-after'))).to.be.within(3500, 3600);
    expect(await renewalsOf(world, tomas.email)).to.deep.equal([5, 5]);
    expect((await api.post('/me/recovery-codes/check', { code: codes[0] })).status).to.equal(204);
    expect((await renew(await apiOf(world, olivia))).status, 'somebody else').to.equal(201);
    travel(3601);
    expect((await renew(await apiOf(world, tomas))).status).to.equal(201);
  });

  it('D37: are given five times of twenty at once at two servers', async () => {
    const world = await createWorld();
    const other = await secondServer(world.server);
    try {
      const api = await apiOf(world, world.tomas);
      const apis = [api, new ApiClient(other, api.token)];
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => renew(apis[index % 2] as ApiClient)),
      );
      const statuses = answers.map(({ status }) => status).toSorted();
      expect(statuses).to.deep.equal([...Array(5).fill(201), ...Array(15).fill(429)]);
      expect(await renewalsOf(world, world.tomas.email)).to.deep.equal([5, 5]);
    } finally {
      await other.stop();
    }
  });

  it('D40: are charged to nobody who has not proven a factor', async () => {
    const world = await createWorld();
    const browser = new Browser();
    await apiOf(world, world.tomas, { browser });
    travel(301);
    const api = await quietApiOf(world, browser);
    for (let count = 1; count <= 7; count += 1)
      expect(saying(await renew(api))).to.deep.equal([401, 'mfa_required']);
    expect((await renew(await apiOf(world, world.tomas))).status).to.equal(201);
  });
});

describe('recovery codes and another SECRET_KEYS', () => {
  it('A-17 count on after the keys were rotated and the old one is gone', async () => {
    const own = await freshDatabase();
    try {
      const newKey = Buffer.alloc(32, 9);
      const first = await startTestServer({ database: own.database });
      const world = await createWorld({ server: first, enforcement: everyoneNow });
      const begun = await passPassword(world.application, world.mina);
      const { codes } = await enroll(first, begun.browser, begun.answer, world.mina.email);
      const { unreadable } = await reseal(
        openStores(own.database.dataSource, createSealer([newKey, testKey]), () => new Date()),
      );
      expect(unreadable).to.deep.equal([]);
      await first.stop();
      const { issuer } = first;
      const second = await startTestServer(
        { database: own.database, issuer, secretKeys: [newKey] },
        Number(new URL(issuer).port),
      );
      try {
        const { browser, answer } = await passPassword(world.application, world.mina, {
          browser: new Browser(),
        });
        const back = await browser.submit(answer, { code: codes[2] ?? '' });
        const claims = (await world.application.redeem(back)).claims();
        expect(claims?.amr).to.deep.equal(['pwd', 'recovery', 'mfa']);
      } finally {
        await second.stop();
      }
    } finally {
      await own.dispose();
    }
  });
});
