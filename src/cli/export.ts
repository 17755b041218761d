import { Command } from 'commander';
import { stringify } from 'yaml';
import { exportDocument } from '../seeding/export.ts';
import { withDatabase } from './command-database.ts';

/** `countersign export [--organization SLUG]`: a seeding file without any secret. */
export function exportCommand(): Command {
  return new Command('export')
    .description('print what apply could write, without passwords, secrets and keys')
    .option('--organization <slug>', 'only this organization and its members')
    .option('--json', 'print JSON')
    .action((options: { organization?: string; json?: boolean }) =>
      withDatabase(async ({ db }) => {
        const document = await exportDocument(db, options.organization ?? null);
        console.log(options.json === true ? JSON.stringify(document) : stringify(document).trimEnd());
      }),
    );
}
