import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK, JWKS, Provider } from 'oidc-provider';
import { ensureSigningKeys, keySetAt } from '../keys/keys.ts';
import type { ProviderParts } from './configuration.ts';
import { createProvider } from './create-provider.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LiveProvider {
  /** The provider of the present key set. */
  current(): Provider;
  handle: Handler;
  /** The published keys without their private parts (RFC 7517). */
  publicKeys(): readonly JWK[];
  /** Reads the keys again and rebuilds the provider where they differ. */
  refresh(): Promise<void>;
  stop(): void;
}

/** How soon a rotation on another server is noticed; far less than the hour before a new key signs. */
const refreshEveryMs = 60 * 1000;

/**
 * The library takes its keys when it is built, so another key set means another provider. Requests under way finish on
 * the one they began with.
 */
export async function createLiveProvider(
  parts: ProviderParts,
  onRefreshFailure: (error: unknown) => void,
): Promise<LiveProvider> {
  const { runtime } = parts;
  const build = (keySet: JWKS) => {
    const provider = createProvider(parts, keySet);
    const published = keySet.keys.map(withoutPrivateParts);
    return { provider, handle: provider.callback() as Handler, name: nameOf(keySet), published };
  };
  const read = async () => keySetAt(await runtime.db.signingKeys.all(), runtime.clock());
  await ensureSigningKeys(runtime.db, runtime.clock());
  let live = build(await read());
  const refresh = async () => {
    const keySet = await read();
    if (nameOf(keySet) !== live.name) live = build(keySet);
  };
  const timer = setInterval(() => refresh().catch(onRefreshFailure), refreshEveryMs);
  timer.unref();
  return {
    current: () => live.provider,
    handle: (request, response) => live.handle(request, response),
    publicKeys: () => live.published,
    refresh,
    stop: () => clearInterval(timer),
  };
}

/** @see RFC 7518 sections 6.2.2 and 6.3.2 */
function withoutPrivateParts({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...rest }: JWK): JWK {
  return rest;
}

/** Changes when a key is added, begins to sign, which comes first, or retires. */
function nameOf({ keys }: JWKS): string {
  return keys.map(({ kid }) => kid).join(' ');
}
