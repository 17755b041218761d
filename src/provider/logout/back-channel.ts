import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Client, Provider } from 'oidc-provider';
import type { TellApplication } from '../../jobs/job-handlers.ts';
import type { Outbox } from '../../jobs/outbox.ts';
import type { LogoutDelivery } from '../../jobs/queue.ts';
import { NotDelivered, type PostOptions, postForm } from '../../outbound/post-form.ts';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * Has the library put its back-channel logouts into our queue. By itself it would make whoever signs out wait for every
 * application, forget those that are down, and never reach one on loopback.
 */
export function queueBackChannelLogouts(provider: Provider, outbox: Outbox): void {
  const requests = new AsyncLocalStorage<LogoutDelivery[]>();
  // The method behind `POST /session/end/confirm`; it has no event or setting to take its place.
  Object.assign(provider.Client.prototype, {
    async backchannelLogout(this: Client, sub: string, sid: string): Promise<void> {
      requests.getStore()?.push({
        clientId: this.clientId,
        sub,
        sid: this.backchannelLogoutSessionRequired === true ? sid : null,
      });
    },
  });
  provider.use(async (_ctx, next) => {
    const deliveries: LogoutDelivery[] = [];
    await requests.run(deliveries, next);
    // Before the session is gone from the database: told once too often is better than never.
    if (deliveries.length > 0) await outbox.tellApplications(deliveries);
  });
}

/**
 * Posts a logout token to an application, signed by the present key. A client that is gone, or wants to be told no more,
 * is passed over.
 * @see OpenID Connect Back-Channel Logout 1.0 sections 2.4 to 2.8
 */
export function createTellApplication(current: () => Provider, options: PostOptions): TellApplication {
  return async (delivery) => {
    const provider = current();
    const client = await provider.Client.find(delivery.clientId);
    if (client?.backchannelLogoutUri === undefined) return;
    const form = { logout_token: await logoutToken(provider, client, delivery) };
    const status = await postForm(new URL(client.backchannelLogoutUri), form, options);
    // Some frameworks answer 204 where they have nothing to say (section 2.8).
    if (status !== 200 && status !== 204) throw new NotDelivered(`it answered ${status}`);
  };
}

/** Made anew for each attempt: it is good for two minutes. */
async function logoutToken(
  provider: Provider,
  client: Client,
  { sub, sid }: LogoutDelivery,
): Promise<string> {
  const token = new provider.IdToken({ sub }, { client });
  // The library's own way to say which claims to take over; its types leave it out.
  Object.assign(token, { mask: { sub: null } });
  token.set('events', { [logoutEvent]: {} });
  token.set('jti', randomUUID());
  if (sid !== null) token.set('sid', sid);
  return token.issue({ use: 'logout' });
}
