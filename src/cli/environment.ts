import { Argument, Command } from 'commander';
import { setEnvironmentMfa } from '../environments/set-environment-mfa.ts';
import type { EnvironmentMfa } from '../policy/facts.ts';
import { withDatabase } from './command-database.ts';
import { print } from './output.ts';

/** `countersign environment NAME off|pilot|on`. */
export function environmentCommand(): Command {
  return new Command('environment')
    .description("set the MFA of an environment's clients")
    .argument('<name>')
    .addArgument(new Argument('<mfa>').choices(['off', 'pilot', 'on']))
    .option('--json', 'print JSON')
    .action((name: string, mfa: EnvironmentMfa, options: { json?: boolean }) =>
      withDatabase(async ({ db }) => {
        const { before, after } = await setEnvironmentMfa(
          db,
          { actor: { kind: 'operator' }, now: new Date() },
          { name, mfa, missing: 'refuse' },
        );
        print(
          { name, before: before?.mfa, after: after.mfa },
          [`${name}: ${before?.mfa} -> ${after.mfa}`],
          options,
        );
      }),
    );
}
