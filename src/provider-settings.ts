import type { CountersignOptions } from './countersign-options.ts';
import { withOwnApi } from './provider/decisions/resources.ts';
import type { ProviderSettings } from './provider/library/configuration.ts';
import type { ProviderRuntime } from './provider/library/runtime.ts';
import type { RequestRecords } from './provider/records/request-records.ts';
import type { Stores } from './stores.ts';
import type { Renderer } from './web/pages/rendering.ts';
import { wrapProvider } from './web/provider/provider-middleware.ts';
import { createProviderPages } from './web/provider/provider-pages.ts';
import { languages } from './web/words/language.ts';

interface ProviderNeeds {
  readonly runtime: ProviderRuntime;
  readonly records: RequestRecords;
  readonly renderer: Renderer;
  readonly db: Pick<Stores, 'people' | 'clients' | 'endedSessions' | 'outbox'>;
  readonly cookieKeys: string[];
}

/** What the provider is made with, now and anew whenever its keys change. */
export function providerSettingsOf(options: CountersignOptions, needs: ProviderNeeds): ProviderSettings {
  const { issuer, logger, trustedProxies = 0, requirePkce = 'public' } = options;
  const { runtime, records, renderer, db, cookieKeys } = needs;
  const around = {
    issuer,
    trustedProxies,
    logger,
    records,
    renderer,
    people: db.people,
    deviceCookie: runtime.deviceCookie,
    clients: runtime.clients,
    clientUses: db.clients,
    clock: runtime.clock,
  };
  const pages = { issuer: new URL(issuer), clients: runtime.clients, renderer, records, db };
  return {
    build: options.buildProvider,
    issuer,
    cookieKeys,
    resources: withOwnApi(issuer, options.resources),
    requirePkce,
    pages: createProviderPages(pages),
    languages,
    dress: (provider) => wrapProvider(provider, around),
  };
}
