#!/usr/bin/env node
import '../needs-node.ts';
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { packagePath } from '../package-root.ts';
import { activityCommand } from './activity.ts';
import { applyCommand } from './apply.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { environmentCommand } from './environment.ts';
import { exportCommand } from './export.ts';
import { keysCommand } from './keys.ts';
import { migrateCommand } from './migrate.ts';
import { operatorCommand } from './operator.ts';
import { reasonOf } from './reasons.ts';
import { startCommand } from './start.ts';
import { sweepCommand } from './sweep.ts';

/** Exit codes: 0 done, 1 refused with the reason on stderr and nothing changed, 2 wrong usage. */
const refused = 1;
const wrongUsage = 2;

const program = new Command('countersign')
  .description(
    'OpenID Connect provider whose organizations decide that their members sign in with more than a password',
  )
  .version(ownVersion())
  .exitOverride()
  .showHelpAfterError();

const commands = [
  startCommand(),
  demoCommand(),
  migrateCommand(),
  applyCommand(),
  exportCommand(),
  sweepCommand(),
  environmentCommand(),
  operatorCommand(),
  keysCommand(),
  activityCommand(),
  doctorCommand(),
];
for (const command of commands) program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // Commander has printed what is wrong with the words of the call.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUsage;
  // To standard error itself: by now the console of a server may lead into its log.
  process.stderr.write(`${reasonOf(error)}\n`);
  return refused;
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
  return version;
}
