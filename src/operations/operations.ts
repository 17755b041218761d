import type { RelyingParty } from '../authenticators/security-key.ts';
import type { Plan } from '../config/plans.ts';
import type { IsMailWorking } from '../mail/mail-proof.ts';
import type { Notifier } from '../notices/notices.ts';
import type { DomainCheck } from '../organizations/profile/domain-check.ts';
import type { Outbound } from '../outbound/outbound-address.ts';
import type { PasswordHasher } from '../passwords/password-hashing.ts';
import type { Plans } from '../plans/plans.ts';
import type { AcrAliases } from '../policy/factors/acr.ts';
import type { FactorKind } from '../policy/facts.ts';
import type { Db } from '../stores.ts';

/**
 * All that operations work with, put together once (countersign.ts; for the command line cli/session.ts). Each operation says by
 * `Pick<Operations, …>` what it takes of it.
 */
export interface Operations {
  readonly db: Db;
  readonly hasher: PasswordHasher;
  readonly notifier: Notifier;
  /** What this installation calls itself; no password is made of it. */
  readonly productName: string;
  /** Of the configuration. */
  readonly plans: Plans<Plan>;
  /** The plan of organizations that are created without one. */
  readonly defaultPlan: string;
  /** Further names of levels. */
  readonly acrAliases: AcrAliases;
  /** URIs of the APIs that the configuration names; our own is not among them. */
  readonly resources: readonly string[];
  /** Origin of the provider: links in mails begin with it, never with what a request says about its host. */
  readonly issuer: URL;
  /** Whether the mail server has accepted a mail; sends a test mail to find out (ruling 13). */
  readonly isMailWorking: IsMailWorking;
  /** Where applications may be told of sign-outs. */
  readonly outbound: Outbound;
  /** Null: only the operator verifies domains. */
  readonly domainCheck: DomainCheck | null;
  /** Factor kinds that this deployment can enrol. */
  readonly enrollable: readonly FactorKind[];
  /** Keys the hash of mailed codes; 32 bytes. */
  readonly mailboxKey: Buffer;
  readonly totp: { readonly periodSeconds: number; readonly issuerName: string };
  /** Keys the challenges of security keys; 32 bytes. */
  readonly keyChallengeKey: Buffer;
  /** Keys the hashes of recovery codes; 32 bytes, see AuthenticatorStore.recoveryCodeKey. */
  readonly recoveryCodeKey: Buffer;
  /** For whom security keys answer. */
  readonly relyingParty: RelyingParty;
  /** Failures of side work that must not fail the operation, e.g. a notice that could not be mailed. */
  readonly onSideFailure: (error: unknown) => void;
}
