import { Command, InvalidArgumentError } from 'commander';
import { extendChains } from '../audit/extend-chains.ts';
import { dueHandlers } from '../jobs/due-handlers.ts';
import type { DueWork } from '../jobs/due-work.ts';
import { sweep } from '../jobs/sweep.ts';
import { readInstant } from '../time/instant.ts';
import { dutyCycle50 } from '../time/pace.ts';
import { withDatabase } from './command-database.ts';
import { print } from './output.ts';
import { CommandRefused } from './session.ts';

/** `countersign sweep [--now ISO]`. */
export function sweepCommand(): Command {
  return new Command('sweep')
    .description('do the due work once, e.g. remove what has expired')
    .option('--now <instant>', 'as if it were this time (ISO 8601)', instant)
    .option('--json', 'print JSON')
    .action((options: { now?: Date; json?: boolean }) =>
      withDatabase(async ({ db, config }) => {
        const failures: string[] = [];
        const onFailure = ({ kind, organizationId }: DueWork, error: unknown) =>
          void failures.push(`${kind} of organization ${organizationId} failed: ${String(error)}`);
        const deps = { db, handlers: dueHandlers(config.plans), onFailure, pace: dutyCycle50 };
        const { done, removed } = await sweep(deps, options.now ?? new Date());
        const chained = await extendChains(db.chains);
        if (failures.length > 0) throw new CommandRefused(failures.join('\n'));
        print(
          { done, removed, chained },
          [
            ...Object.entries(done).map(([kind, count]) => `did ${count} ${kind}`),
            ...Object.entries(removed).map(([kind, count]) => `removed ${count} ${kind}`),
            `chained ${chained} events`,
          ],
          options,
        );
      }),
    );
}

function instant(text: string): Date {
  const read = readInstant(text);
  if (read instanceof Date) return read;
  throw new InvalidArgumentError(read);
}
