import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { createPasswordHasher } from '../accounts/password-hashing.ts';
import { applyDocument, type Change } from '../seeding/apply.ts';
import { readSeedingDocument, type SeedingDocument } from '../seeding/document.ts';
import { print, progress, progressDone } from './output.ts';
import { CommandRefused, type CommandSession, withDatabase } from './session.ts';

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
        const changes = await applyIn(session, document, options.dryRun === true ? 'dry_run' : 'write');
        print({ changes }, linesOf(changes), options);
      });
    });
}

/** Applies a document with progress on a terminal. */
export async function applyIn(
  { db, config }: Pick<CommandSession, 'db' | 'config'>,
  document: SeedingDocument,
  mode: 'write' | 'dry_run',
): Promise<readonly Change[]> {
  const hasher = createPasswordHasher({ queueLimit: Number.POSITIVE_INFINITY });
  const { plans, defaultPlan } = config;
  const onProgress = (done: number, all: number) => progress(`${done} of ${all}`);
  try {
    return await applyDocument({ db, hasher, plans, defaultPlan, onProgress }, document, mode, new Date());
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

function linesOf(changes: readonly Change[]): string[] {
  const done = changes.filter(({ outcome }) => outcome !== 'unchanged');
  const unchanged = changes.length - done.length;
  return [...done.map(({ kind, name, outcome }) => `${outcome} ${kind} ${name}`), `${unchanged} unchanged`];
}
