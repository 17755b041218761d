import { Provider } from 'oidc-provider';
import { keySetAt } from '../keys/keys.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { queueBackChannelLogouts } from '../logout/back-channel.ts';
import { readClientsAhead } from '../logout/sign-out.ts';
import { createConfiguration, type ProviderSettings } from './configuration.ts';
import type { ProviderRecords } from './provider-records.ts';
import type { ProviderRuntime } from './runtime.ts';

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
  // Host and protocol are set from the issuer before any request arrives here (web/http/own-origin.ts).
  provider.proxy = true;
  settings.dress(provider);
  queueBackChannelLogouts(provider, runtime.db.outbox);
  readClientsAhead(provider, runtime.clients);
  return provider;
}
