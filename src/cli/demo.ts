import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { Command } from 'commander';
import {
  type DemoApplication,
  startDemoApplication,
} from '../../examples/demo-application/demo-application.ts';
import { usesRedirects } from '../environments/client-terms.ts';
import { startServer } from '../main.ts';
import { packagePath } from '../package-root.ts';
import { createPasswordHasher } from '../passwords/password-hashing.ts';
import { normalizePassword } from '../passwords/password-rules.ts';
import type { Person } from '../people/person.ts';
import { listeningProblem } from '../refusal/cannot-start.ts';
import { readSeedingDocument, type SeedingDocument } from '../seeding/document.ts';
import type { Db } from '../stores.ts';
import { developmentMailboxPath } from '../web/development/development-mailbox.ts';
import { applyIn } from './apply.ts';
import { demoDirectory } from './in-use.ts';
import { CommandRefused, commandLogger, configured } from './session.ts';
import { stopOnSignal } from './start.ts';

/** The demo application listens this far above the provider's port. */
const applicationPortOffset = 1000;

const worldFile = packagePath('config/demo.yaml');

/** Uses the operator's client of that file. */
const switchFile = packagePath('examples/enforcement.mjs');

/** `countersign demo`: provider, demo application and people to sign in as, on an embedded database. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('try it: provider and demo application with people to sign in as')
    .action(demo);
}

async function demo(): Promise<void> {
  const config = configured({
    DATA_DIR: process.env.DATA_DIR || demoDirectory,
    DATABASE_URL: '',
    NODE_ENV: '',
  });
  console.log(`its data is in ${config.dataDir}; Ctrl+C stops it`);
  const applicationPort = config.port + applicationPortOffset;
  const applicationUrl = `http://localhost:${applicationPort}`;
  const document = await readWorld(applicationUrl);
  // First, because a port that is taken is told at once; the provider takes seconds to start.
  const application = await startApplication(document, config.issuer, applicationPort);
  console.log(`1 of 3: the demo application listens on port ${applicationPort}`);
  console.log('2 of 3: opening the database; the first time it is made, which takes some seconds more');
  const logger = commandLogger(process.env.LOG_LEVEL ?? 'error');
  const server = await startServer(config, logger).catch(async (error) => {
    await application.close();
    throw error;
  });
  stopOnSignal({
    async stop() {
      await application.close();
      await server.stop();
    },
  });
  console.log('3 of 3: people and applications');
  const { db, isMailWorking } = server.countersign;
  await applyIn({ db, config, isMailWorking }, document, 'write');
  const lines = [...addresses(config.issuer, application.url), ...(await people(db, document))];
  for (const line of lines) console.log(line);
  console.log(`data: ${config.dataDir} (remove it to begin anew)\nstop: Ctrl+C\n`);
  console.log(`ready ${config.issuer}`);
}

function startApplication(document: SeedingDocument, issuer: string, port: number): Promise<DemoApplication> {
  const host = 'localhost';
  return startDemoApplication({ ...clientsOf(document), issuer, port, host }).catch((error) => {
    const note = ` (${applicationPortOffset} above it, for the demo application)`;
    throw listeningProblem(error, { host, port, note });
  });
}

async function readWorld(applicationUrl: string): Promise<SeedingDocument> {
  const text = (await readFile(worldFile, 'utf8')).replaceAll('{{demo}}', applicationUrl);
  const result = readSeedingDocument(text);
  if (!result.ok) throw new CommandRefused(`config/demo.yaml: ${JSON.stringify(result.problems)}`);
  return result.document;
}

function clientsOf({ clients }: SeedingDocument) {
  const [first, ...others] = clients.filter(usesRedirects).map((client) => ({
    clientId: client.client_id,
    clientSecret: client.client_secret ?? '',
    title: client.client_name ?? client.client_id,
  }));
  if (first === undefined) throw new CommandRefused('config/demo.yaml names no client');
  return { clientId: first.clientId, clientSecret: first.clientSecret, otherClients: others };
}

function addresses(issuer: string, applicationUrl: string): string[] {
  return [
    '',
    `provider: ${issuer}`,
    `demo application: ${applicationUrl}`,
    `mails: ${issuer}${developmentMailboxPath}`,
    `switch MFA of Acme off and on: ${switchCommand(issuer)} acme off|on`,
    '',
  ];
}

/** Its own default is the demo's. */
function switchCommand(issuer: string): string {
  const named = issuer === 'http://localhost:3000' ? '' : `ISSUER=${issuer} `;
  return `${named}node ${relative(process.cwd(), switchFile)}`;
}

/** Who can sign in, and with what: as the file says, but for what they have changed since. */
export async function people(db: Db, { users, organizations }: SeedingDocument): Promise<string[]> {
  const lines: string[] = [];
  for (const { email, password, totp } of users) {
    const person = await db.people.byEmail(email);
    lines.push(
      `${email} (${placeOf(email, organizations)})`,
      `  password: ${await passwordLine(person, password ?? 'none')}`,
      `  TOTP secret: ${secretLine(person, totp?.secret ?? 'none yet')}`,
    );
  }
  return [...lines, ''];
}

/** Who chose a new one in an earlier run knows it, and nobody else does. */
async function passwordLine(person: Person | null, ours: string): Promise<string> {
  const hash = person?.user.passwordHash ?? null;
  const isOurs = hash === null || (await createPasswordHasher().verify(hash, normalizePassword(ours))).ok;
  return isOurs ? ours : 'changed by you';
}

/** Who enrolled in an earlier run has a secret that only the app knows; ours came with the account. */
function secretLine(person: Person | null, ours: string): string {
  const createdAt = person?.user.createdAt.getTime() ?? 0;
  const isOwn = person?.factors.some(
    ({ kind, confirmedAt }) => kind === 'totp' && confirmedAt.getTime() > createdAt,
  );
  return isOwn === true ? 'set up by you, in your app' : ours;
}

function placeOf(email: string, organizations: SeedingDocument['organizations']): string {
  const places = organizations.flatMap(({ name, slug, members }) =>
    members
      .filter((member) => member.email === email)
      .map(({ role }) => `${role ?? 'member'} of ${name ?? slug}`),
  );
  return places.length === 0 ? 'no organization' : places.join(', ');
}
