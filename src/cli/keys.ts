import { Command } from 'commander';
import { rotateSigningKeys } from '../provider/keys/keys.ts';
import type { SigningKey } from '../provider/keys/signing-key.ts';
import { reseal } from '../storage/reseal.ts';
import { withDatabase } from './command-database.ts';
import { print } from './output.ts';

interface Options {
  readonly json?: boolean;
  readonly immediately?: boolean;
}

/** `countersign keys rotate|list`. */
export function keysCommand(): Command {
  const command = new Command('keys').description(
    'the keys that sign tokens, and the keys that seal secrets',
  );
  const list = new Command('list')
    .description('show the signing keys')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      withDatabase(async ({ db }) => {
        const keys = (await db.signingKeys.all()).map((key) => describe(key, new Date()));
        print(
          { keys },
          keys.map(({ kid, algorithm, state }) => `${algorithm} ${kid} ${state}`),
          options,
        );
      }),
    );
  const rotate = new Command('rotate')
    .description(
      'publish new signing keys that sign in an hour, and seal all secrets under the newest SECRET_KEYS',
    )
    .option(
      '--immediately',
      'sign with the new keys at once and withdraw the old ones: for a key that leaked',
    )
    .option('--json', 'print JSON')
    .action((options: Options) =>
      withDatabase(async ({ db, sealer }) => {
        const when = options.immediately === true ? 'immediately' : 'overlapping';
        const keys = await rotateSigningKeys(db, { actor: { kind: 'operator' }, now: new Date() }, when);
        const { resealed, unreadable } = await reseal(db, sealer);
        const lines = keys.map(
          ({ algorithm, kid, signsFrom }) => `${algorithm} ${kid} signs from ${signsFrom.toISOString()}`,
        );
        const rotated = keys.map(({ kid, algorithm, signsFrom }) => ({
          kid,
          algorithm,
          signs_from: signsFrom,
        }));
        const sealing = [
          `${resealed} secrets sealed anew`,
          ...unreadable.map((place) => `no key of SECRET_KEYS opens ${place}`),
        ];
        print({ rotated, resealed, unreadable }, [...lines, ...sealing], options);
      }),
    );
  return command.addCommand(list.exitOverride()).addCommand(rotate.exitOverride());
}

function describe({ kid, algorithm, createdAt, signsFrom, retiresAt }: SigningKey, now: Date) {
  const state =
    signsFrom > now ? 'upcoming' : retiresAt === null ? 'signing' : retiresAt > now ? 'retiring' : 'retired';
  return { kid, algorithm, state, created_at: createdAt, signs_from: signsFrom, retires_at: retiresAt };
}
