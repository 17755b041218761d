import { readFileSync } from 'node:fs';
import { type Config, loadConfig, problemLines } from '../config/config.ts';
import { createLogger, type Logger } from '../logging/logger.ts';

/** A "no" with its reason in words; the command ends with exit code 1. */
export class CommandRefused extends Error {}

/** The configuration; @throws CommandRefused with every problem in it. */
export function configured(overrides: Readonly<Record<string, string>> = {}): Config {
  const result = loadConfig({ ...process.env, ...overrides }, (path) => readFileSync(path, 'utf8'));
  if (!result.ok) throw new CommandRefused(`the configuration is wrong:\n${problemLines(result.problems)}`);
  return result.config;
}

/** A logger for commands: standard output belongs to what the command says. */
export function commandLogger(level: string): Logger {
  return createLogger(level, { write: (line) => void process.stderr.write(line) });
}
