import { Provider } from 'oidc-provider';
import { queueBackChannelLogouts } from './back-channel.ts';
import { createConfiguration, type ProviderSettings } from './configuration.ts';
import { keySetAt } from './keys.ts';
import type { ProviderRecords } from './provider-records.ts';
import type { ProviderRuntime } from './runtime.ts';
import { readClientsAhead } from './sign-out.ts';
import type { SigningKey } from './signing-key.ts';

/** Builds the library's provider for one set of signing keys. */
export function createProvider(
  runtime: ProviderRuntime,
  records: ProviderRecords,
  settings: ProviderSettings,
  keys: readonly SigningKey[],
): Provider {
  const configuration = {
    ...createConfiguration(runtime, records, settings),
    jwks: keySetAt(keys, runtime.clock()),
  };
  const build = settings.build ?? ((issuer, complete) => new Provider(issuer, complete));
  const provider = build(settings.issuer, configuration);
  // Host and protocol are set from the issuer before any request arrives here (web/own-origin.ts).
  provider.proxy = true;
  settings.dress(provider);
  queueBackChannelLogouts(provider, runtime.db.outbox);
  readClientsAhead(provider, runtime.clients);
  return provider;
}
