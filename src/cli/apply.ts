import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { IsMailWorking } from '../mail/mail-proof.ts';
import { createPasswordHasher } from '../passwords/password-hashing.ts';
import { type Applying, applyDocument, type Change } from '../seeding/apply.ts';
import { readSeedingDocument, type SeedingDocument } from '../seeding/document.ts';
import { mailCheckOf } from './mail-check.ts';
import { print, progress, progressDone } from './output.ts';
import { CommandRefused, type CommandSession, withDatabase } from './session.ts';

type Mode = Applying['mode'];

/** `countersign apply FILE [--dry-run]`. */
export function applyCommand(): Command {
  return new Command('apply')
    .description('write what a seeding file (YAML or JSON) says; creates and updates, never deletes')
    .argument('<file>')
    .option('--dry-run', 'check everything and show what would change, but write nothing')
    .option('--json', 'print JSON')
    .action(async (file: string, options: { dryRun?: boolean; json?: boolean }) => {
      const document = await readDocument(file);
      await withDatabase(async (session) => {
        const mode = options.dryRun === true ? 'dry_run' : 'write';
        const isMailWorking = mailCheckOf(session.config, session.db);
        const changes = await applyIn({ ...session, isMailWorking }, document, mode);
        print({ changes }, linesOf(changes, mode), options);
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
  const hasher = createPasswordHasher({ limit: Number.POSITIVE_INFINITY });
  const { plans, defaultPlan, acrAliases } = config;
  const issuer = new URL(config.issuer);
  const onProgress = (done: number, all: number) => progress(`${done} of ${all}`);
  try {
    const deps = { db, hasher, plans, defaultPlan, acrAliases, issuer, isMailWorking, onProgress };
    return await applyDocument(deps, document, { mode, now: new Date() });
  } finally {
    progressDone();
  }
}

async function readDocument(file: string): Promise<SeedingDocument> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new CommandRefused(`${file} cannot be read: ${error.code ?? error.message}`);
  });
  const result = readSeedingDocument(text);
  if (result.ok) return result.document;
  const lines = result.problems.map(({ path, problem }) => `  ${path === '' ? 'the file' : path} ${problem}`);
  throw new CommandRefused([`${file} is refused; nothing was changed:`, ...lines].join('\n'));
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
