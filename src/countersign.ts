import { relyingPartyOf } from './authenticators/security-key.ts';
import { type BackgroundWork, backgroundWork } from './background-work.ts';
import type { Plan } from './config/plans.ts';
import { type Product, plainProduct } from './config/product.ts';
import type { PkceRule } from './environments/pkce.ts';
import { createRegistrations } from './environments/registrations.ts';
import type { PolicyExtension } from './extensions/policy.ts';
import type { Logger } from './logging/logger.ts';
import { createMailCheck, type IsMailWorking, proveByUse } from './mail/mail-proof.ts';
import { isDevelopmentMailer, type Mailer } from './mail/mailer.ts';
import type { Operations } from './operations/operations.ts';
import { createBrandOfPage } from './organizations/profile/brand-of-page.ts';
import type { DomainCheck } from './organizations/profile/domain-check.ts';
import { outboundOf } from './outbound/outbound-address.ts';
import { packagePath } from './package-root.ts';
import { hashFactorsOf, usualPasswordHash } from './passwords/hash-strength.ts';
import { startHashing } from './passwords/hash-threads.ts';
import { createPasswordHasher } from './passwords/password-hashing.ts';
import type { AcrAliases } from './policy/factors/acr.ts';
import type { ResourceSettings } from './provider/decisions/resources.ts';
import { endFamily } from './provider/decisions/reused-tokens.ts';
import { createClientDirectory } from './provider/library/client-directory.ts';
import type { BuildProvider } from './provider/library/configuration.ts';
import { createLiveProvider, type LiveProvider } from './provider/library/live-provider.ts';
import type { ProviderRuntime } from './provider/library/runtime.ts';
import { withOwnClient } from './provider/own-client/own-client.ts';
import { createRequestRecords } from './provider/records/request-records.ts';
import { providerSettingsOf } from './provider-settings.ts';
import { type SignInKeys, signInKeys } from './sign-in/keys.ts';
import type { Database } from './storage/database/database.ts';
import { migrate } from './storage/database/migrate.ts';
import { createSealer } from './storage/database/sealing.ts';
import { openStores } from './storage/open-stores.ts';
import { createProviderRecords } from './storage/provider-records.ts';
import type { OpenDb } from './stores.ts';
import { type Clock, systemClock } from './time/clock.ts';
import { createApp, type RequestHandler } from './web/app.ts';
import { rememberedDeviceCookie } from './web/devices/remembered-device.ts';
import { sourceAddress } from './web/http/source-address.ts';
import { createNotifier } from './web/mails/notifier.ts';
import { createRenderer } from './web/pages/rendering.ts';

export interface CountersignOptions {
  /** Origin of the provider, e.g. `https://id.example`. */
  readonly issuer: string;
  readonly database: Database;
  /** `up to date` where somebody has migrated it just now; default: it is brought up to date. */
  readonly schema?: 'up to date' | 'to be brought up to date';
  /** 32 bytes each, newest first: seal secrets at rest and sign cookies. */
  readonly secretKeys: readonly Buffer[];
  /** What new passwords are hashed with; default `argon2id m=7168,t=5,p=1`. At least one of OWASP's equal pairs. */
  readonly passwordHash?: string;
  readonly mailer: Mailer;
  readonly logger: Logger;
  readonly plans: Readonly<Record<string, Plan>>;
  /** The plan of organizations that are created without one; default `enterprise`. */
  readonly defaultPlan?: string;
  /** Further names for authentication levels; default none. */
  readonly acrAliases?: AcrAliases;
  /** Protected APIs by URI; default none but our own. */
  readonly resources?: ResourceSettings;
  /** Of whom PKCE is required: of `public` clients (default), or of `all`. */
  readonly requirePkce?: PkceRule;
  /** What it is called, and who stands behind it; default: Countersign, and nobody. */
  readonly product?: Product;
  readonly totp?: { readonly periodSeconds: number; readonly issuerName: string };
  /** Days after which a person should check that their recovery codes are still at hand; null never; default 180. */
  readonly recoveryCodesCheckDays?: number | null;
  /** Networks of an intranet that back-channel logout may reach, e.g. `10.0.0.0/8`; default none. */
  readonly privateNetworks?: readonly string[];
  /** Proxies in front that append to `X-Forwarded-For`; default 0. */
  readonly trustedProxies?: number;
  readonly production?: boolean;
  /** Extra demands; they can only tighten. */
  readonly policies?: readonly PolicyExtension[];
  /** Verifies the domains of organizations by their DNS records; default: only the operator does. */
  readonly domainCheck?: DomainCheck;
  readonly clock?: Clock;
  /** For a deployment with a provider of its own: makes it from our configuration and its own settings. */
  readonly buildProvider?: BuildProvider;
}

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
