import { randomUUID } from 'node:crypto';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { Application, redirectUri } from '../../harness/application.ts';
import type { Browser } from '../../harness/browser.ts';
import { type Behaviour, openReceiver, type Receiver } from '../../harness/receiver.ts';
import { everyScope } from '../../harness/scopes.ts';
import type { TestServer } from '../../harness/server.ts';
import { seed } from '../../harness/world.ts';

export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/** An application that is registered with a back channel of its own. */
export interface RelyingParty {
  readonly clientId: string;
  readonly application: Application;
  readonly receiver: Receiver;
  /** Verifies a logout token as an application does. */
  verify(token: string | undefined): Promise<JWTPayload>;
  /** Claims of the logout tokens so far, all verified. */
  logouts(): Promise<readonly JWTPayload[]>;
}

/** Registers one. @param metadata default: wants to know which session it is about */
export async function registerRelyingParty(
  server: TestServer,
  {
    behaviour,
    metadata = { backchannel_logout_session_required: true },
  }: { behaviour?: Behaviour; metadata?: Readonly<Record<string, unknown>> } = {},
): Promise<RelyingParty> {
  const receiver = await openReceiver(behaviour);
  const clientId = `rp-${randomUUID().slice(0, 8)}`;
  await seed(server, {
    clients: [
      {
        client_id: clientId,
        client_secret: `secret-of-${clientId}`,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: ['http://localhost:4999/'],
        grant_types: ['authorization_code', 'refresh_token'],
        first_party: true,
        scope: everyScope,
        backchannel_logout_uri: receiver.uri,
        ...metadata,
      },
    ],
  });
  const application = await Application.discover(server.issuer, clientId, `secret-of-${clientId}`);
  const keySet = createRemoteJWKSet(new URL(`${server.issuer}/jwks`));
  const verify = async (token: string | undefined) => {
    const { payload } = await jwtVerify(token ?? '', keySet, {
      issuer: server.issuer,
      audience: clientId,
      typ: 'logout+jwt',
      maxTokenAge: '2 minutes',
      currentDate: new Date(),
      requiredClaims: ['jti', 'exp', 'events'],
    });
    return payload;
  };
  const logouts = () => Promise.all(receiver.received.map(verify));
  return { clientId, application, receiver, verify, logouts };
}

/** Signs the person of a browser in at one more application, which the live session allows without a page. */
export async function visit(relyingParty: RelyingParty, browser: Browser) {
  return relyingParty.application.redeem(await relyingParty.application.start(browser));
}

/** How many records the provider keeps of a person, by model. */
export async function recordsOf(
  server: TestServer,
  email: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = await server.countersign.db.sql<{ model: string; count: number }>(
    `SELECT p.model, count(*)::int AS count FROM provider_records p JOIN users u ON u.id = p.account_id
     WHERE u.email = $1 AND p.model <> 'Interaction' GROUP BY p.model`,
    [email],
  );
  return Object.fromEntries(rows.map(({ model, count }) => [model, count]));
}

/** Signs a person out everywhere, as an operation does: the epoch is raised and the outbox told, or neither. */
export async function signOutEverywhere(server: TestServer, email: string): Promise<void> {
  const { db } = server.countersign;
  const person = await db.people.byEmail(email);
  if (person === null) throw new Error(`no ${email}`);
  await db.transaction(async ({ accounts, outbox }) => {
    await accounts.endSessions(person.user.id);
    await outbox.logout([person.user.id]);
  });
}
