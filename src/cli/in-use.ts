import type { Config } from '../config/config.ts';
import { isInUse } from '../storage/database/directory-lock.ts';
import { CommandRefused } from './session.ts';

/** Where the demo keeps its database, which is not the one of `start`. */
export const demoDirectory = '.countersign/demo';

/** Whoever names no database while the demo runs means the demo's, and would write to another one. */
export async function refuseBesideDemo({ databaseUrl, dataDir }: Config): Promise<void> {
  if (databaseUrl !== null || process.env.DATA_DIR || dataDir !== '.countersign') return;
  if (!(await isInUse(demoDirectory))) return;
  throw new CommandRefused(
    [
      `the demo is running with a database of its own, in ${demoDirectory}; none was named, and nothing was changed`,
      ...afterStopping(demoDirectory),
      `for the other database, in ${dataDir}:`,
      `  DATA_DIR=${dataDir} ${sameAgain()}`,
    ].join('\n'),
  );
}

/** An embedded database that a server has open. */
export function stopFirst(dataDir: string): CommandRefused {
  return new CommandRefused(
    [
      `the embedded database in ${dataDir} is in use by a running server; nothing was changed`,
      ...afterStopping(dataDir),
    ].join('\n'),
  );
}

/** An embedded database is for one process at a time. */
function afterStopping(directory: string): string[] {
  const isDemo = directory === demoDirectory;
  return [
    `stop ${isDemo ? 'the demo' : 'it'} (Ctrl+C in its terminal), then:`,
    `  DATA_DIR=${directory} ${sameAgain()}`,
    `  ${isDemo ? '' : `DATA_DIR=${directory} `}${starting(isDemo ? 'demo' : 'start')}`,
  ];
}

/** The command as it was typed. */
function sameAgain(): string {
  return [
    isNpmRun() ? 'npm run countersign --' : 'npx countersign',
    ...process.argv.slice(2).map(quoted),
  ].join(' ');
}

function starting(command: 'demo' | 'start'): string {
  if (!isNpmRun()) return `npx countersign ${command}`;
  return command === 'demo' ? 'npm run demo' : 'npm start';
}

function isNpmRun(): boolean {
  return process.env.npm_lifecycle_event === 'countersign';
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
