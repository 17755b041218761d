import { expect } from 'chai';
import { poolOf } from '../../src/storage/database/sql.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { Browser } from '../harness/browser.ts';
import type { TestServer } from '../harness/server.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

interface Visited {
  readonly application: Application;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Signs Greta in at so many applications in one session, each of which wants to be told of its end. */
async function visitMany(world: World, browser: Browser, count: number): Promise<readonly Visited[]> {
  const { server, slug } = world;
  const ids = Array.from({ length: count }, (_, index) => `${slug}-of-${count}-${index}`);
  const clients = ids.map((id) => ({
    client_id: id,
    client_secret: `secret-of-${id}`,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: true,
    backchannel_logout_uri: 'http://localhost:4999/back-channel',
  }));
  await seed(server, { clients });
  await signIn(world.application, world.greta, { browser });
  const visited: Visited[] = [];
  for (const id of ids) {
    const application = await Application.discover(server.issuer, id, `secret-of-${id}`);
    const tokens = await application.redeem(await application.start(browser));
    const { access_token: accessToken, refresh_token: refreshToken = '' } = tokens;
    visited.push({ application, accessToken, refreshToken });
  }
  return visited;
}

/** Signs the browser out. @returns how often the server went to its database from the confirmation to the answer */
async function signOut({ issuer, database }: TestServer, browser: Browser): Promise<number> {
  const confirm = await browser.open(`${issuer}/session/end`);
  const pool = poolOf(database.dataSource);
  const { connect } = pool;
  let taken = 0;
  pool.connect = new Proxy(connect, {
    apply(target, _self, given) {
      taken += 1;
      return Reflect.apply(target, pool, given);
    },
  });
  try {
    const answer = await browser.post(`${issuer}/session/end/confirm`, {
      xsrf: confirm.page.querySelector('[name=xsrf]')?.getAttribute('value') ?? '',
      logout: 'yes',
    });
    expect(answer.status).to.equal(303);
  } finally {
    pool.connect = connect;
  }
  return taken;
}

async function statusAtUserinfo({ issuer }: TestServer, accessToken: string): Promise<number> {
  const answer = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  await answer.text();
  return answer.status;
}

describe('the sign-out of a person signed in to many applications', () => {
  it('R14: takes as many statements for thirty of them as for three', async () => {
    const world = await createWorld();
    const [few, many] = [new Browser(), new Browser()];
    await visitMany(world, few, 3);
    await visitMany(world, many, 30);
    const forFew = await signOut(world.server, few);
    expect(forFew).to.be.above(1);
    expect(await signOut(world.server, many)).to.equal(forFew);
  });

  it('leaves nothing of what any of them was given, by the time it answers', async () => {
    const world = await createWorld();
    const browser = new Browser();
    const visited = await visitMany(world, browser, 12);
    for (const { accessToken } of visited)
      expect(await statusAtUserinfo(world.server, accessToken)).to.equal(200);
    await signOut(world.server, browser);
    for (const { application, accessToken, refreshToken } of visited) {
      expect(await statusAtUserinfo(world.server, accessToken)).to.equal(401);
      expect(await refusedWith(application.refresh(refreshToken))).to.equal('invalid_grant');
    }
  });
});
