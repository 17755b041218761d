import type { Client, Environment } from './environment.ts';
import type { VersionedEntry } from './registrations.ts';

/** OIDC client metadata (snake_case, RFC 7591 section 2), its secret in it. */
export type ClientMetadata = Readonly<Record<string, unknown>>;

export interface RegisteredClient extends Omit<Client, 'metadata'> {
  readonly metadata: ClientMetadata;
}

/** A client as requests are decided on. */
export interface ServedClient {
  readonly client: RegisteredClient;
  readonly environment: Environment;
}

export interface ClientInEnvironment extends ServedClient {
  /** The day (UTC) on which it was given a token last, `2026-12-01`; null for never. */
  readonly lastUsedOn: string | null;
}

export interface ClientStore {
  /** Locks clients until the transaction ends, also ids that nobody has yet; in one order, whoever asks. */
  lock(clientIds: readonly string[]): Promise<void>;
  /** The client with its environment; null when unknown or not readable with the configured keys. */
  find(clientId: string): Promise<ClientInEnvironment | null>;
  /** Those of the clients that `find` would find. */
  findAll(clientIds: readonly string[]): Promise<readonly ClientInEnvironment[]>;
  /** The same, each with the version of what is registered. */
  findVersioned(clientIds: readonly string[]): Promise<readonly VersionedEntry<ServedClient>[]>;
  save(client: RegisteredClient): Promise<void>;
  /** @param day as `lastUsedOn`; an earlier one than is known changes nothing */
  noteUse(clientId: string, day: string): Promise<void>;
  /** In the order of their ids, those after one; unreadable ones are left out. */
  page(afterId: string | null, limit: number): Promise<readonly ClientInEnvironment[]>;
  /** Those that are registered with an organization, in the order of their ids; unreadable ones are left out. */
  of(organizationId: string): Promise<readonly ClientInEnvironment[]>;
  /** @returns false: there is no such client */
  remove(clientId: string): Promise<boolean>;
  /** Removes those that are registered with an organization, which is about to go. @returns their ids */
  removeOf(organizationId: string): Promise<readonly string[]>;
}

/** An environment at whose applications nobody is asked for a second factor, or only some are. */
export interface SilentEnvironment extends Pick<Environment, 'name'> {
  readonly mfa: Exclude<Environment['mfa'], 'on'>;
}

export interface EnvironmentStore {
  /** Locks a name until the transaction ends, also one that no environment has yet. */
  lock(name: string): Promise<void>;
  find(name: string): Promise<Environment | null>;
  /** In the order of their names. */
  all(): Promise<readonly Environment[]>;
  /** Those that are not `on` and have applications which serve members of an organization. */
  silent(organizationId: string): Promise<readonly SilentEnvironment[]>;
  save(environment: Environment): Promise<void>;
  /** Takes these addresses from the pilots of all environments. */
  forgetPilots(emails: readonly string[]): Promise<void>;
  /** Who takes part in a pilot under one address goes on under another. */
  renamePilots(from: string, to: string): Promise<void>;
}
