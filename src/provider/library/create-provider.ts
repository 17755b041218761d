import { type JWKS, Provider } from 'oidc-provider';
import { queueBackChannelLogouts } from '../logout/back-channel.ts';
import { readClientsAhead } from '../logout/sign-out.ts';
import { tellClaimsBeside } from './claims-beside.ts';
import { createConfiguration, type ProviderParts } from './configuration.ts';

/** Builds the library's provider for one set of signing keys (`keySetAt`). */
export function createProvider(parts: ProviderParts, jwks: JWKS): Provider {
  const { runtime, settings } = parts;
  const configuration = { ...createConfiguration(parts), jwks };
  const build = settings.build ?? ((issuer, complete) => new Provider(issuer, complete));
  const provider = build(settings.issuer, configuration);
  // Host and protocol are set from the issuer before any request arrives here (web/http/own-origin.ts).
  provider.proxy = true;
  tellClaimsBeside(provider);
  settings.dress(provider);
  queueBackChannelLogouts(provider, runtime.db.outbox);
  readClientsAhead(provider, runtime.clients);
  return provider;
}
