import type { Instant } from '../../../policy/facts.ts';
import {
  type SigningKey,
  type SigningKeyState,
  signingKeyState,
} from '../../../provider/keys/signing-key.ts';
import { startReseal } from '../../../sealing/reseal.ts';
import type { SealedState } from '../../../sealing/sealing-store.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';

/** The keys that sign tokens, and the key that seals secrets at rest; nothing secret of either. */
export interface KeysModel extends AreaFrame {
  /** The newest first. */
  readonly keys: readonly ShownKey[];
  readonly sealing: {
    /** Id of the key that seals. */
    readonly key: string;
    readonly states: readonly SealedState[];
    /** Whether old values are being sealed anew. */
    readonly isUnderWay: boolean;
  };
}

export interface ShownKey extends Pick<SigningKey, 'kid' | 'algorithm'> {
  readonly state: SigningKeyState;
  readonly createdAt: Instant;
  readonly signsFrom: Instant;
  /** When it is published no more; null where nobody has said so. */
  readonly until: Instant | null;
}

export const keysPage: AreaPage<KeysModel> = {
  area: 'operator/keys',
  name: 'keys',
  path: '/operator/keys',
  tab: 'keys',
  access: operatorOnly,
  actions: ['reseal'],
  async content({ deps, now }) {
    const { signingKeys, sealing, instance } = deps.operations.db;
    const [keys, states, queues] = await Promise.all([
      signingKeys.all(),
      sealing.states(),
      instance.queues(),
    ]);
    return {
      keys: keys
        .map((key) => keyShown(key, keys, now))
        .toSorted((one, other) => other.signsFrom - one.signsFrom),
      sealing: {
        key: sealing.newestKey,
        states,
        isUnderWay: queues.some(({ kind, waiting }) => kind === 'reseal' && waiting > 0),
      },
    };
  },
  async submit(visit) {
    const count = await startReseal(visit.deps.operations.db, operatorDeed(visit));
    return { to: '/operator/keys', notice: { key: 'operator/keys.keys.resealing', values: { count } } };
  },
};

function keyShown(key: SigningKey, keys: readonly SigningKey[], now: Date): ShownKey {
  const { kid, algorithm, createdAt, signsFrom, retiresAt } = key;
  return {
    kid,
    algorithm,
    state: signingKeyState(key, keys, now),
    createdAt: createdAt.getTime(),
    signsFrom: signsFrom.getTime(),
    until: retiresAt?.getTime() ?? null,
  };
}
