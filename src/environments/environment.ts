import type { EnvironmentMfa, Level } from '../policy/facts.ts';

/** A named group of clients whose MFA the operator sets. */
export interface Environment {
  readonly name: string;
  readonly mfa: EnvironmentMfa;
  readonly pilot: Pilot;
}

export interface Pilot {
  /** E-mails, lower case. */
  readonly users: readonly string[];
  /** A stable share of all users, 0 to 100. */
  readonly percent: number;
}

/** An application that delegates sign-in. */
export interface Client {
  readonly clientId: string;
  /** OIDC client metadata as JSON, its secret in it, sealed under the place `clients.metadata:<client id>`. */
  readonly metadata: Buffer;
  readonly environment: string;
  readonly organizationId: string | null;
  readonly firstParty: boolean;
  readonly requireLevel: Level | null;
  readonly requireMfaMaxAgeSeconds: number | null;
  readonly createdAt: Date;
}
