import { randomUUID } from 'node:crypto';
import { stringify } from 'yaml';
import { newTotpSecret } from '../../../src/authenticators/totp.ts';
import { shippedPlans } from '../../../src/config/plans.ts';
import { createPasswordHasher } from '../../../src/passwords/password-hashing.ts';
import { applyDocument } from '../../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../../src/seeding/document.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { ApiClient, operatorToken } from '../../harness/api.ts';
import { Application, redirectUri } from '../../harness/application.ts';
import { password, type TestPerson } from '../../harness/world.ts';
import type { ServerProcess } from '../../processes/support/server-process.ts';
import type { FaultWorld } from './fault-world.ts';

const hasher = createPasswordHasher();

/** An organization with people who all have one password, and an application that everybody may use. */
export interface Crowd {
  readonly slug: string;
  readonly people: readonly TestPerson[];
  readonly clientId: string;
  /** The application as one person's browser meets it; its own requests go to the steady server. */
  application(): Application;
}

export interface CrowdOptions {
  /** How many, all of them members; the first is the owner. */
  readonly members: number;
  /** People of the same domain who are no members. */
  readonly guests?: number;
  /** Who sets an app up before; default nobody. */
  readonly withTotp?: 'everybody' | 'nobody';
  readonly enforcement?: Readonly<Record<string, unknown>>;
  readonly seats?: number;
}

/** Seeds a crowd of its own; guests come after the members in its list. */
export async function seedCrowd(world: FaultWorld, options: CrowdOptions): Promise<Crowd> {
  const slug = `f${randomUUID().slice(0, 8)}`;
  const count = options.members + (options.guests ?? 0);
  const people = Array.from({ length: count }, (_, index) => ({
    email: `p${index}@${slug}.example`,
    password,
    secret: options.withTotp === 'everybody' ? newTotpSecret() : null,
  }));
  await applyNow(world.db, {
    users: people.map((person) => userDocument(person, world.passwordHash)),
    organizations: [organizationDocument(slug, people, options)],
    clients: [clientDocument(slug)],
  });
  const { config } = await Application.discover(world.issuer, slug, secretOf(slug));
  return { slug, people, clientId: slug, application: () => new Application(config, slug) };
}

function userDocument({ email, secret }: TestPerson, passwordHash: string) {
  const totp = secret === null ? {} : { totp: { secret } };
  return { email, email_verified: true, password_hash: passwordHash, ...totp };
}

function organizationDocument(slug: string, people: readonly TestPerson[], options: CrowdOptions) {
  const { members, enforcement, seats } = options;
  return {
    slug,
    name: slug,
    members: people
      .slice(0, members)
      .map(({ email }, index) => ({ email, role: index === 0 ? 'owner' : 'member' })),
    ...(enforcement === undefined ? {} : { enforcement }),
    ...(seats === undefined ? {} : { seats }),
  };
}

function clientDocument(id: string) {
  return {
    client_id: id,
    client_secret: secretOf(id),
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: true,
  };
}

function secretOf(clientId: string): string {
  return `secret-of-${clientId}`;
}

/** Writes a seeding document, as `countersign apply` does. */
export async function applyNow(db: OpenDb, document: unknown): Promise<void> {
  const read = readSeedingDocument(stringify(document));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const mail = { issuer: new URL('http://localhost:3000'), isMailWorking: async () => true };
  const deps = { db, hasher, plans: shippedPlans, defaultPlan: 'enterprise', ...mail };
  await applyDocument(deps, read.document, { mode: 'write', now: new Date() });
}

/** The operator. `at` answers a client of one of the servers with a fresh token, since they live for minutes only. */
export async function operatorIn(
  world: FaultWorld,
): Promise<{ readonly at: (server: ServerProcess) => Promise<ApiClient> }> {
  const id = `operator-${randomUUID().slice(0, 8)}`;
  const machine = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
  await applyNow(world.db, {
    clients: [{ client_id: id, client_secret: secretOf(id), scope: 'operator', ...machine }],
  });
  return {
    at: async ({ address }) =>
      new ApiClient(
        { address, issuer: world.issuer },
        await operatorToken({ address: world.issuer, issuer: world.issuer }, { id, secret: secretOf(id) }),
      ),
  };
}
