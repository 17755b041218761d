import { Command } from 'commander';
import type { Database } from '../storage/database/database.ts';
import { migrate, migrationStatus } from '../storage/database/migrate.ts';
import { openForCommand } from './command-database.ts';
import { print } from './output.ts';
import { configured } from './session.ts';

/** `countersign migrate [status]`. */
export function migrateCommand(): Command {
  const command = new Command('migrate')
    .description('bring the database schema up to date')
    .option('--json', 'print JSON')
    .action((options) =>
      onDatabase(async (database) => {
        const applied = await migrate(database);
        print(
          { applied },
          applied.length === 0 ? ['nothing to do'] : applied.map((name) => `applied ${name}`),
          options,
        );
      }),
    );
  const status = new Command('status')
    .description('show which migrations have run')
    .option('--json', 'print JSON')
    .action((_options, status: Command) =>
      onDatabase(async (database) => {
        const { applied, pending } = await migrationStatus(database);
        const lines = [
          ...applied.map((name) => `applied ${name}`),
          ...pending.map((name) => `pending ${name}`),
        ];
        // `--json` belongs to `migrate` too, which takes it away from its subcommand.
        print({ applied, pending }, lines, status.optsWithGlobals());
      }),
    );
  return command.addCommand(status.exitOverride());
}

async function onDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openForCommand(configured());
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
