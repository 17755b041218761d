import type { IncomingMessage } from 'node:http';
import type { Plan } from '../../config/plans.ts';
import type { DomainCheck } from '../../organizations/profile/domain-check.ts';
import type { AcrAliases } from '../../policy/factors/acr.ts';
import type { ExtensionDemand, FactorKind } from '../../policy/facts.ts';
import type { Db } from '../../stores.ts';
import type { Clock } from '../../time/clock.ts';
import type { ClientDirectory } from './client-directory.ts';

/** What the glue around the library works with. */
export interface ProviderRuntime {
  readonly db: Db;
  readonly clients: ClientDirectory;
  readonly clock: Clock;
  readonly plans: Readonly<Record<string, Plan>>;
  /** The plan of organizations that are created without one. */
  readonly defaultPlan: string;
  readonly acrAliases: AcrAliases;
  /** Extra demands of extensions; they can only tighten. */
  readonly demandsOf: (request: DemandRequest) => readonly ExtensionDemand[];
  readonly enrollable: readonly FactorKind[];
  /** Null: only the operator verifies domains. */
  readonly domainCheck: DomainCheck | null;
  /** Name of the cookie of a remembered device. */
  readonly deviceCookie: string;
  /** Where the browser is; from the connection or trusted proxies. */
  readonly sourceAddressOf: (request: IncomingMessage) => string;
}

export interface DemandRequest {
  readonly clientId: string;
  readonly userId: string;
}
