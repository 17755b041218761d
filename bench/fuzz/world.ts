import { loadConfig } from '../../src/config/config.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { createDevelopmentMailbox } from '../../src/mail/development-mailbox.ts';
import { startServer } from '../../src/main.ts';
import { type ApiClient, apiOf, operatorOf } from '../../test/harness/api.ts';
import { Browser } from '../../test/harness/browser.ts';
import { travel, travelHome } from '../../test/harness/clock.ts';
import { closedAtLast } from '../../test/harness/closing.ts';
import { idOf, joinedBy } from '../../test/harness/members.ts';
import { type TestServer, testKey } from '../../test/harness/server.ts';
import { until } from '../../test/harness/until.ts';
import { createWorld, passPassword, signIn, type TestPerson, type World } from '../../test/harness/world.ts';
import { freePorts } from '../../test/processes/support/server-process.ts';
import type { Names } from './names.ts';

/** The server as `countersign start` starts it, in this process. @param databaseUrl null for an embedded one in memory */
export async function startFuzzedServer(databaseUrl: string | null): Promise<TestServer> {
  const [port = 0] = await freePorts(1);
  const issuer = `http://localhost:${port}`;
  const loaded = loadConfig(
    {
      ISSUER: issuer,
      PORT: String(port),
      HOST: 'localhost',
      SECRET_KEYS: testKey.toString('base64'),
      ...(databaseUrl === null ? { DATA_DIR: 'memory' } : { DATABASE_URL: databaseUrl }),
    },
    () => {
      throw new Error('no file is named');
    },
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const log: string[] = [];
  const logger = createLogger('error', { write: (line) => void log.push(line) });
  const { countersign, database, stop } = await startServer(loaded.config, logger);
  // Its own mailbox is shown on a page, and this one stays empty.
  const mailbox = createDevelopmentMailbox(() => Date.now());
  const server = { issuer, address: issuer, countersign, database, mailbox, log };
  return { ...server, resources: Object.keys(loaded.config.resources), stop: closedAtLast(stop) };
}

/** People, organizations, tokens and links of their own, for the next few hundred requests. */
export async function namesOn(server: TestServer): Promise<Names> {
  const { issuer } = server;
  const [world, other] = [await createWorld({ server }), await createWorld({ server })];
  const { ada } = await joinedBy(world, { ada: 'admin' });
  // Whom administrators act on: others than those who act, so that their tokens last.
  const { bob, eve } = await joinedBy(world, { bob: 'member', eve: 'admin' });
  const people = [bob, eve, world.mina, bob, eve, world.mina, world.olivia, world.greta];
  const tokenOf = async (of: World, person: TestPerson) => (await apiOf(of, person)).token;
  const operator = await operatorOf(world);
  // Requests before may have switched it off: nobody below would prove a second factor, and the API let nobody in.
  await operator.put('/environments/production', { mfa: 'on' });
  const api = await apiOf(world, world.olivia);
  const owner = api.token;
  const session = new Browser();
  const { answer } = await signIn(world.application, world.mina, { browser: session });
  const { refresh_token: refreshToken = '', id_token: idToken = '' } = await world.application.redeem(answer);
  const open = await signIn(world.application, world.mina);
  const guest = `guest@${world.slug}.example`;
  const invitation = await operator.post(`/organizations/${world.slug}/invitations`, {
    email: guest,
    role: 'member',
  });
  await new Browser().post(`${issuer}/password/forgotten`, { email: world.mina.email, action: 'continue' });
  return {
    issuer,
    slugs: [world.slug, other.slug],
    users: await Promise.all(people.map((person) => idOf(world, person))),
    emails: people.map(({ email }) => email),
    ids: [invitation.body.id, ...(await ownIds(api))],
    tokens: {
      owner,
      admin: await tokenOf(world, ada),
      member: await tokenOf(world, world.tomas),
      nobody: await tokenOf(world, world.greta),
      elsewhere: await tokenOf(other, other.olivia),
      operator: operator.token,
      expired: await tokenFromBefore(other),
      garbage: `${owner.slice(0, -9)}AAAAAAAAA`,
      none: '',
    },
    session: await session.jar.getCookieString(issuer),
    signIns: await signInsUnderWay(world),
    clients: ['one', 'two', 'operator'].map((name) => clientOf(`${world.slug}-${name}`)),
    refreshToken,
    idToken,
    code: new URL(open.answer.location ?? issuer).searchParams.get('code') ?? '',
    links: [await mailedLink(issuer, 'password/reset'), await mailedLink(issuer, 'invitations')],
  };
}

const essential = { claims: '{"id_token":{"acr":{"essential":true,"value":"urn:countersign:acr:2"}}}' };

/** Some at the password, some at the code, some at the mailed code before a first factor. */
async function signInsUnderWay({ application, tomas, mina }: World): Promise<Names['signIns']> {
  const atPassword = async () => {
    const browser = new Browser();
    return { browser, answer: await application.start(browser) };
  };
  const beginnings = [
    ...Array<typeof atPassword>(6).fill(atPassword),
    ...Array<typeof atPassword>(3).fill(() => passPassword(application, tomas)),
    ...Array<typeof atPassword>(3).fill(() => passPassword(application, mina, { parameters: essential })),
  ];
  const signIns = [];
  for (const begin of beginnings) {
    const { browser, answer } = await begin();
    const uid = /\/interaction\/([^/]+)/.exec(answer.url)?.[1] ?? '';
    signIns.push({ uid, cookie: await browser.jar.getCookieString(answer.url) });
  }
  return signIns;
}

/** Of the one authenticator and the one session of a person. */
async function ownIds(api: ApiClient): Promise<string[]> {
  const lists = [await api.get('/me/authenticators'), await api.get('/me/sessions')];
  return lists.map(({ body }) => body.items?.[0]?.id ?? '');
}

function clientOf(id: string): { readonly id: string; readonly secret: string } {
  return { id, secret: `secret-of-${id}` };
}

/** Of somebody who signed in long ago. */
async function tokenFromBefore(world: World): Promise<string> {
  // Its application was there before it.
  await world.server.countersign.db.sql("UPDATE clients SET created_at = created_at - interval '1 day'");
  travel(-3600);
  try {
    return (await apiOf(world, world.greta)).token;
  } finally {
    travelHome();
  }
}

/** The secret part of the newest link of a kind that was mailed; mails wait for the next look into the queue. */
function mailedLink(issuer: string, kind: string): Promise<string> {
  return until(`a mail with ${kind}`, async () => {
    const page = await (await fetch(`${issuer}/development/mailbox`)).text();
    return new RegExp(`/${kind}/([\\w-]{20,})`).exec(page)?.[1];
  });
}
