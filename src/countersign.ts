import { relyingPartyOf } from './authenticators/security-key.ts';
import { type BackgroundWork, backgroundWork } from './background-work.ts';
import { plainProduct } from './config/product.ts';
import type { CountersignOptions } from './countersign-options.ts';
import { createRegistrations } from './environments/registrations.ts';
import { createMailCheck, type IsMailWorking, proveByUse } from './mail/mail-proof.ts';
import { isDevelopmentMailer } from './mail/mailer.ts';
import type { Operations } from './operations/operations.ts';
import { createBrandOfPage } from './organizations/profile/brand-of-page.ts';
import { outboundOf } from './outbound/outbound-address.ts';
import { packagePath } from './package-root.ts';
import { hashFactorsOf, usualPasswordHash } from './passwords/hash-strength.ts';
import { startHashing } from './passwords/hash-threads.ts';
import { createPasswordHasher } from './passwords/password-hashing.ts';
import { endFamily } from './provider/decisions/reused-tokens.ts';
import { createClientDirectory } from './provider/library/client-directory.ts';
import { createLiveProvider, type LiveProvider } from './provider/library/live-provider.ts';
import type { ProviderRuntime } from './provider/library/runtime.ts';
import { withOwnClient } from './provider/own-client/own-client.ts';
import { createRequestRecords } from './provider/records/request-records.ts';
import { providerSettingsOf } from './provider-settings.ts';
import { type SignInKeys, signInKeys } from './sign-in/keys.ts';
import { migrate } from './storage/database/migrate.ts';
import { createSealer } from './storage/database/sealing.ts';
import { openStores } from './storage/open-stores.ts';
import { createProviderRecords } from './storage/provider-records.ts';
import type { OpenDb } from './stores.ts';
import { systemClock } from './time/clock.ts';
import { createApp, type RequestHandler } from './web/app.ts';
import { rememberedDeviceCookie } from './web/devices/remembered-device.ts';
import { sourceAddress } from './web/http/source-address.ts';
import { createNotifier } from './web/mails/notifier.ts';
import { createRenderer } from './web/pages/rendering.ts';

export interface Countersign extends BackgroundWork {
  /** For `http.createServer`. */
  readonly handler: RequestHandler;
  readonly db: OpenDb;
  readonly live: LiveProvider;
  readonly runtime: ProviderRuntime;
  readonly isMailWorking: IsMailWorking;
  /** Ends the timers; `jobs.stop()` comes first. */
  stop(): void;
}

const viewsDirectory = packagePath('views');

/** Puts all together over an open database and brings its schema up to date; rejects where nothing can be hashed. */
export async function createCountersign(options: CountersignOptions): Promise<Countersign> {
  const { issuer, database, logger, clock = systemClock, production = false, trustedProxies = 0 } = options;
  const { passwordHash = usualPasswordHash } = options;
  const upToDate = options.schema === 'up to date' ? null : migrate(database);
  await Promise.all([upToDate, startHashing(hashFactorsOf(passwordHash))]);
  const sealer = createSealer(options.secretKeys);
  const db = openStores(database.dataSource, sealer, clock);
  const { product = plainProduct } = options;
  const registrations = createRegistrations();
  const renderer = createRenderer({
    viewsDirectory,
    production,
    product,
    brandOf: createBrandOfPage(db.brandings, registrations),
  });
  const proven = proveByUse(options.mailer);
  const notifier = createNotifier({ mailer: proven.mailer, renderer, issuer, recipients: db.recipients });
  const isMailWorking = createMailCheck(proven, notifier, clock);
  const operations = operationsOf(options, {
    db,
    notifier,
    isMailWorking,
    ...(await signInKeys(db, sealer.deriveKeys, clock())),
  });
  const basis = runtimeOf(options, operations, { clock, registrations });
  const stored = createProviderRecords(db.sql, sealer, clock);
  const records = createRequestRecords(
    { ...stored, removeFamily: endFamily(basis) },
    { people: db.people, registrations },
  );
  const runtime = { ...basis, people: records.people };
  const cookieKeys = sealer.deriveKeys('cookies').map((key) => key.toString('base64url'));
  const settings = providerSettingsOf(options, { runtime, records, renderer, db, cookieKeys });
  const live = await createLiveProvider({ runtime, records, settings }, (error) =>
    logger.error({ err: error }, 'the signing keys could not be read'),
  );
  const handler = createApp(
    {
      issuer: new URL(issuer),
      production,
      live,
      records,
      runtime,
      missingTables: db.missing,
      renderer,
      logger,
      trustedProxies,
      recoveryCodesCheckDays: checkDaysOf(options),
      keptMails: isDevelopmentMailer(options.mailer) ? options.mailer : null,
      operations,
    },
    cookieKeys,
  );
  const work = backgroundWork(options, { ...operations, db, clock, live });
  return { handler, db, live, runtime, ...work, isMailWorking, stop: () => live.stop() };
}

function checkDaysOf({ recoveryCodesCheckDays = 180 }: CountersignOptions): number | null {
  return recoveryCodesCheckDays;
}

function operationsOf(
  options: CountersignOptions,
  made: Pick<Operations, 'db' | 'notifier' | 'isMailWorking'> & SignInKeys,
): Operations {
  const { plans, defaultPlan = 'enterprise', acrAliases = {}, product = plainProduct } = options;
  const { passwordHash = usualPasswordHash } = options;
  const { totp = { periodSeconds: 30, issuerName: product.name } } = options;
  const issuer = new URL(options.issuer);
  return {
    ...made,
    hasher: createPasswordHasher({ factors: hashFactorsOf(passwordHash) }),
    productName: product.name,
    plans,
    defaultPlan,
    acrAliases,
    resources: Object.keys(options.resources ?? {}),
    issuer,
    outbound: outboundOf(issuer, options.privateNetworks),
    domainCheck: options.domainCheck ?? null,
    enrollable: ['totp', 'webauthn'],
    totp,
    relyingParty: relyingPartyOf(issuer, totp.issuerName),
    onSideFailure: (error) => options.logger.warn({ err: error }, 'a side effect of a sign-in failed'),
  };
}

function runtimeOf(
  { trustedProxies = 0, policies = [] }: CountersignOptions,
  { db, plans, acrAliases, enrollable, issuer }: Operations,
  { clock, registrations }: Pick<ProviderRuntime, 'clock' | 'registrations'>,
): Omit<ProviderRuntime, 'people'> {
  return {
    db,
    plans,
    acrAliases,
    enrollable,
    clients: withOwnClient(createClientDirectory(db.clients, registrations), issuer.origin),
    registrations,
    clock,
    demandsOf: (request) => policies.flatMap((policy) => policy.demands(request)),
    deviceCookie: rememberedDeviceCookie(issuer),
    sourceAddressOf: (request) => sourceAddress(request, trustedProxies),
  };
}
