import { Command } from 'commander';
import { rotateSigningKeys } from '../provider/keys/keys.ts';
import { type SigningKey, signingKeyState } from '../provider/keys/signing-key.ts';
import { reseal } from '../sealing/reseal.ts';
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
        const all = await db.signingKeys.all();
        const keys = all.map((key) => describe(key, all, new Date()));
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
      withDatabase(async ({ db }) => {
        const when = options.immediately === true ? 'immediately' : 'overlapping';
        const keys = await rotateSigningKeys(db, { actor: { kind: 'operator' }, now: new Date() }, { when });
        const { resealed, unreadable } = await reseal(db);
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

function describe(key: SigningKey, all: readonly SigningKey[], now: Date) {
  const { kid, algorithm, createdAt, signsFrom, retiresAt } = key;
  const state = signingKeyState(key, all, now);
  return { kid, algorithm, state, created_at: createdAt, signs_from: signsFrom, retires_at: retiresAt };
}
