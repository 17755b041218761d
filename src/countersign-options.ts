import type { Plan } from './config/plans.ts';
import type { Product } from './config/product.ts';
import type { PkceRule } from './environments/pkce.ts';
import type { PolicyExtension } from './extensions/policy.ts';
import type { Logger } from './logging/logger.ts';
import type { Mailer } from './mail/mailer.ts';
import type { DomainCheck } from './organizations/profile/domain-check.ts';
import type { AcrAliases } from './policy/factors/acr.ts';
import type { ResourceSettings } from './provider/decisions/resources.ts';
import type { BuildProvider } from './provider/library/configuration.ts';
import type { Database } from './storage/database/database.ts';
import type { Clock } from './time/clock.ts';

/** What a server is made of; what is left out has the default that stands beside it. */
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
