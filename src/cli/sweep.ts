import { Command, InvalidArgumentError } from 'commander';
import { sweep } from '../jobs/sweep.ts';
import { print } from './output.ts';
import { withDatabase } from './session.ts';

/** `countersign sweep [--now ISO]`. */
export function sweepCommand(): Command {
  return new Command('sweep')
    .description('do the due work once, e.g. remove what has expired')
    .option('--now <instant>', 'as if it were this time (ISO 8601)', instant)
    .option('--json', 'print JSON')
    .action((options: { now?: Date; json?: boolean }) =>
      withDatabase(async ({ db }) => {
        const removed = await sweep(db, options.now ?? new Date());
        print(
          { removed },
          Object.entries(removed).map(([kind, count]) => `removed ${count} ${kind}`),
          options,
        );
      }),
    );
}

function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || !/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new InvalidArgumentError('must be an instant with an offset, like 2026-12-01T00:00:00+01:00');
  }
  return at;
}
