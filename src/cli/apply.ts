import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Config } from '../config/config.ts';
import type { DocumentProblem } from '../documents/problems.ts';
import { checkLogoutAddress } from '../environments/logout-address.ts';
import type { IsMailWorking } from '../mail/mail-proof.ts';
import { outboundOf } from '../outbound/outbound-address.ts';
import { hashFactorsOf } from '../passwords/hash-strength.ts';
import { createPasswordHasher } from '../passwords/password-hashing.ts';
import { type Applying, applyDocument, type Change } from '../seeding/apply.ts';
import { readSeedingDocument, type SeedingDocument, type SeedingResult } from '../seeding/document.ts';
import { type CommandSession, withDatabase } from './command-database.ts';
import { mailCheckOf } from './mail-check.ts';
import { print, progress, progressDone } from './output.ts';
import { CommandRefused } from './session.ts';

type Mode = Applying['mode'];

/** `countersign apply FILE [--dry-run]`. */
export function applyCommand(): Command {
  return new Command('apply')
    .description('write what a seeding file (YAML or JSON) says; creates and updates, never deletes')
    .argument('<file>')
    .option('--dry-run', 'check everything and show what would change, but write nothing')
    .option('--json', 'print JSON')
    .action(async (file: string, options: { dryRun?: boolean; json?: boolean }) => {
      const { document, notices: unknown } = await readDocument(file);
      await withDatabase(async (session) => {
        const mode = options.dryRun === true ? 'dry_run' : 'write';
        const isMailWorking = mailCheckOf(session.config, session.db);
        const notices = [...unknown, ...(await checkLogoutAddresses(session.config, document, file))];
        const changes = await applyIn({ ...session, isMailWorking }, document, mode);
        const noticed = notices.map(({ path, problem }) => `note: ${path} ${problem}`);
        print({ changes, notices }, [...noticed, ...linesOf(changes, mode)], options);
      });
    });
}

interface ApplySession extends Pick<CommandSession, 'db' | 'config'> {
  readonly isMailWorking: IsMailWorking;
}

/** Applies a document with progress on a terminal. */
export async function applyIn(
  { db, config, isMailWorking }: ApplySession,
  document: SeedingDocument,
  mode: Mode,
): Promise<readonly Change[]> {
  const hasher = createPasswordHasher({
    limit: Number.POSITIVE_INFINITY,
    factors: hashFactorsOf(config.passwordHash),
  });
  const { plans, defaultPlan, acrAliases } = config;
  const resources = Object.keys(config.resources);
  const issuer = new URL(config.issuer);
  const onProgress = (done: number, all: number) => progress(`${done} of ${all}`);
  try {
    const deps = { db, hasher, plans, defaultPlan, acrAliases, resources, issuer, isMailWorking, onProgress };
    return await applyDocument(deps, document, { mode, now: new Date() });
  } finally {
    progressDone();
  }
}

async function readDocument(file: string): Promise<SeedingResult & { readonly ok: true }> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new CommandRefused(`${file} cannot be read: ${error.code ?? error.message}`);
  });
  const result = readSeedingDocument(text);
  if (result.ok) return result;
  throw refusedFor(file, result.problems);
}

function refusedFor(file: string, problems: readonly DocumentProblem[]): CommandRefused {
  const lines = problems.map(({ path, problem }) => `  ${path === '' ? 'the file' : path} ${problem}`);
  return new CommandRefused([`${file} is refused; nothing was changed:`, ...lines].join('\n'));
}

/** @returns those that do not resolve. @throws CommandRefused for those that can never be reached */
async function checkLogoutAddresses(
  config: Pick<Config, 'issuer' | 'privateNetworks'>,
  { clients }: SeedingDocument,
  file: string,
): Promise<readonly DocumentProblem[]> {
  const outbound = outboundOf(new URL(config.issuer), config.privateNetworks);
  const found = await Promise.all(clients.map((client) => checkLogoutAddress(client, outbound)));
  const placed = found.flatMap((each, index) =>
    each === null ? [] : [{ ...each, path: `clients[${index}].backchannel_logout_uri` }],
  );
  const refused = placed.filter(({ so }) => so === 'refuse');
  if (refused.length > 0) throw refusedFor(file, refused);
  return placed.map(({ path, problem }) => ({ path, problem }));
}

const verbs: Readonly<Record<Mode, Readonly<Record<Change['outcome'], string>>>> = {
  write: { created: 'created', updated: 'updated', unchanged: 'unchanged' },
  dry_run: { created: 'would create', updated: 'would update', unchanged: 'unchanged' },
};

function linesOf(changes: readonly Change[], mode: Mode): string[] {
  const done = changes.filter(({ outcome }) => outcome !== 'unchanged');
  const unchanged = changes.length - done.length;
  const lines = done.map(({ kind, name, outcome }) => `${verbs[mode][outcome]} ${kind} ${name}`);
  return [...lines, `${unchanged} unchanged`];
}
