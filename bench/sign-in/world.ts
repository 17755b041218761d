import { newTotpSecret, totpCode } from '../../src/authenticators/totp.ts';
import { shippedPlans } from '../../src/config/plans.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { applyDocument } from '../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { migrate } from '../../src/storage/database/migrate.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { startProcess } from './processes.ts';
import type { BenchClient } from './visitor.ts';

const key = Buffer.alloc(32, 3);
const password = 'correct horse battery staple';

export interface Person {
  readonly email: string;
  readonly secret: string;
}

/** People of one organization that enforces MFA, each with TOTP. */
export async function seedPeople(databaseUrl: URL, count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, (_, index) => ({
    email: `p${index}@bench.example`,
    secret: newTotpSecret(),
  }));
  const hasher = createPasswordHasher();
  const hash = await hasher.hash(password);
  const database = await openDatabase({
    databaseUrl: databaseUrl.href,
    dataDirectory: '',
    poolSize: 4,
    statementTimeoutMs: 60_000,
    poolWaitMs: 5000,
    onPoolError: () => undefined,
  });
  await migrate(database);
  const db = openStores(database.dataSource, createSealer([key]), () => new Date());
  const document = readSeedingDocument(
    JSON.stringify({
      users: people.map(({ email, secret }) => ({
        email,
        email_verified: true,
        password_hash: hash,
        totp: { secret },
      })),
      organizations: [
        {
          slug: 'bench',
          plan: 'enterprise',
          enforcement: { required: 'everyone', activation: 'immediately', sessions: 'keep' },
          members: people.map(({ email }, index) => ({ email, role: index === 0 ? 'owner' : 'member' })),
        },
      ],
      clients: [
        {
          client_id: 'bench',
          client_secret: 'bench-secret',
          redirect_uris: ['http://localhost:1/callback'],
          grant_types: ['authorization_code', 'refresh_token'],
          first_party: true,
        },
      ],
    }),
  );
  if (!document.ok) throw new Error(JSON.stringify(document.problems));
  const mail = { issuer: new URL('http://localhost:3000'), isMailWorking: async () => true };
  const deps = { db, hasher, plans: shippedPlans, defaultPlan: 'enterprise', ...mail };
  await applyDocument(deps, document.document, { mode: 'write', now: new Date() });
  await database.close();
  return people;
}

export function visitorOf({ email, secret }: Person) {
  const code = () => totpCode({ secret, period: 30, digits: 6, algorithm: 'SHA1' }, Date.now());
  return { email, password, code };
}

/** @param first a module that is loaded before the server, e.g. `without-hash.ts` */
export function startOurs(databaseUrl: string, port: number, first?: string) {
  const env = {
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    SECRET_KEYS: key.toString('base64'),
    NODE_ENV: 'production',
  };
  return startProcess('countersign-server.ts', env, first);
}

export function startBare(databaseUrl: string, port: number) {
  return startProcess('bare-provider.ts', {
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    NODE_ENV: 'production',
  });
}

export function clientOfOurs(port: number): BenchClient {
  return clientAt(port, 'bench');
}

export function clientOfBare(port: number): BenchClient {
  return clientAt(port, 'bare');
}

function clientAt(port: number, clientId: string): BenchClient {
  return { issuer: `http://localhost:${port}`, clientId, clientSecret: `${clientId}-secret` };
}
