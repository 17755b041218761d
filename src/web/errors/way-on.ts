import type { ParameterizedContext } from 'koa';
import { ownClientId } from '../../environments/own-client.ts';
import type { ServedClient } from '../../environments/store.ts';
import { consolePath } from '../areas/area.ts';
import { rememberedApplication } from '../devices/recent-applications.ts';
import type { WayOn } from '../http/context.ts';

interface WayBackDeps {
  readonly issuer: URL;
  readonly clients: { find(clientId: string): Promise<ServedClient | null> };
}

/** From a sign-in that has ended back to the application that it was for; null where that is not known here. */
export async function wayBackFrom(
  { issuer, clients }: WayBackDeps,
  ctx: ParameterizedContext,
  uid: string,
): Promise<WayOn | null> {
  const clientId = rememberedApplication(ctx, issuer, uid);
  const entry = clientId === null ? null : await clients.find(clientId);
  return entry === null ? null : wayBackTo(entry.client);
}

/** From a page of an area, which may be gone: to where its visitor surely has something to read. */
export function wayWithin(path: string): WayOn | null {
  const [, area, name, below] = path.split('/');
  if (area === 'console' && name !== undefined && below !== undefined)
    return { href: consolePath(name), to: { kind: 'console' } };
  const isBelow = (area === 'account' && name !== undefined) || area === 'console' || area === 'operator';
  return isBelow ? { href: '/account', to: { kind: 'account' } } : null;
}

/** To the home page that an application has registered, else to the root of where its sign-ins end. */
function wayBackTo({ clientId, metadata }: ServedClient['client']): WayOn | null {
  const { client_uri: home, client_name: name, redirect_uris: redirectUris } = metadata;
  const href = webAddress(home) ?? rootOf(Array.isArray(redirectUris) ? redirectUris[0] : null);
  if (href === null || clientId === ownClientId) return null;
  return { href, to: { kind: 'application', client: typeof name === 'string' ? name : clientId } };
}

function rootOf(redirectUri: unknown): string | null {
  const address = webAddress(redirectUri);
  return address === null ? null : new URL('/', address).href;
}

/** An app has addresses that a browser cannot go to. */
function webAddress(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value) ? value : null;
}
