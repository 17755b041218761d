import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { startDemoApplication } from '../../examples/demo-application/demo-application.ts';
import { startServer } from '../main.ts';
import { readSeedingDocument, type SeedingDocument } from '../seeding/document.ts';
import { developmentMailboxPath } from '../web/development-mailbox.ts';
import { applyIn } from './apply.ts';
import { CommandRefused, commandLogger, configured } from './session.ts';
import { stopOnSignal } from './start.ts';

/** The demo application listens this far above the provider's port. */
const applicationPortOffset = 1000;

const worldFile = new URL('../../config/demo.yaml', import.meta.url);

/** `countersign demo`: provider, demo application and people to sign in as, on an embedded database. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('try it: provider and demo application with people to sign in as')
    .action(demo);
}

async function demo(): Promise<void> {
  const config = configured({
    DATA_DIR: process.env.DATA_DIR ?? '.countersign/demo',
    DATABASE_URL: '',
    NODE_ENV: '',
  });
  const applicationPort = config.port + applicationPortOffset;
  const applicationUrl = `http://localhost:${applicationPort}`;
  const document = await readWorld(applicationUrl);
  const server = await startServer(config, commandLogger(process.env.LOG_LEVEL ?? 'error'));
  await applyIn({ db: server.countersign.db, config }, document, 'write');
  const application = await startDemoApplication({
    ...clientsOf(document),
    issuer: config.issuer,
    port: applicationPort,
    host: 'localhost',
  });
  stopOnSignal({
    async stop() {
      await application.close();
      await server.stop();
    },
  });
  for (const line of [...addresses(config.issuer, application.url), ...people(document)]) console.log(line);
  console.log(`ready ${config.issuer}`);
}

async function readWorld(applicationUrl: string): Promise<SeedingDocument> {
  const text = (await readFile(worldFile, 'utf8')).replaceAll('{{demo}}', applicationUrl);
  const result = readSeedingDocument(text);
  if (!result.ok) throw new CommandRefused(`config/demo.yaml: ${JSON.stringify(result.problems)}`);
  return result.document;
}

function clientsOf({ clients }: SeedingDocument) {
  const [first, ...others] = clients.map((client) => ({
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
    '',
  ];
}

function people({ users, organizations }: SeedingDocument): string[] {
  const lines = users.flatMap(({ email, password, totp }) => [
    `${email} (${placeOf(email, organizations)})`,
    `  password: ${password ?? 'none'}`,
    `  TOTP secret: ${totp?.secret ?? 'none yet'}`,
  ]);
  return [...lines, ''];
}

function placeOf(email: string, organizations: SeedingDocument['organizations']): string {
  const places = organizations.flatMap(({ name, slug, members }) =>
    members
      .filter((member) => member.email === email)
      .map(({ role }) => `${role ?? 'member'} of ${name ?? slug}`),
  );
  return places.length === 0 ? 'no organization' : places.join(', ');
}
