import { newTotpSecret } from '../../src/authenticators/totp.ts';
import { shippedPlans } from '../../src/config/plans.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { applyDocument } from '../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { migrate } from '../../src/storage/database/migrate.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb } from '../../src/stores.ts';
import { type ServerProcess, startProcess } from '../sign-in/processes.ts';

const key = Buffer.alloc(32, 3);
export const benchPassword = 'correct horse battery staple';

export interface BenchWorld {
  readonly db: OpenDb;
  /** People outside of the filled organizations, who sign in beside the sweep. */
  readonly people: readonly { readonly email: string; readonly secret: string }[];
  readonly server: ServerProcess;
  close(): Promise<void>;
}

export interface BenchServer {
  readonly port: number;
  /** How the server gets to the database; default: as this process does. */
  readonly through?: URL;
}

/** A server in a process of its own, a connection to its database, and people to sign in as. */
export async function openBenchWorld(
  databaseUrl: URL,
  { port, through = databaseUrl }: BenchServer,
): Promise<BenchWorld> {
  const database = await openDatabase({
    databaseUrl: databaseUrl.href,
    dataDirectory: '',
    poolSize: 4,
    statementTimeoutMs: 600_000,
    poolWaitMs: 5000,
    onPoolError: () => undefined,
  });
  await migrate(database);
  const db = openStores(database.dataSource, createSealer([key]), () => new Date());
  const people = await seed(db);
  const server = await startProcess('countersign-server.ts', {
    DATABASE_URL: through.href,
    PORT: String(port),
    SECRET_KEYS: key.toString('base64'),
    // Not production: the operator has no mail server here.
  });
  return {
    db,
    people,
    server,
    async close() {
      server.stop();
      await database.close();
    },
  };
}

async function seed(db: OpenDb): Promise<BenchWorld['people']> {
  const people = Array.from({ length: 400 }, (_, index) => ({
    email: `beside${index}@other.example`,
    secret: newTotpSecret(),
  }));
  const hasher = createPasswordHasher();
  const passwordHash = await hasher.hash(benchPassword);
  const document = readSeedingDocument(
    JSON.stringify({
      users: people.map(({ email, secret }) => ({
        email,
        email_verified: true,
        password_hash: passwordHash,
        totp: { secret },
      })),
      clients: [
        {
          client_id: 'bench',
          client_secret: 'bench-secret',
          redirect_uris: ['http://localhost:1/callback'],
          first_party: true,
        },
        {
          client_id: 'operator',
          client_secret: 'operator-secret',
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
          scope: 'operator',
        },
      ],
    }),
  );
  if (!document.ok) throw new Error(JSON.stringify(document.problems));
  const mail = { issuer: new URL('http://localhost:3000'), isMailWorking: async () => true };
  const deps = { db, hasher, plans: shippedPlans, defaultPlan: 'enterprise', ...mail };
  await applyDocument(deps, document.document, { mode: 'write', now: new Date() });
  return people;
}
