import type { Instant } from '../../../policy/facts.ts';
import { newestOf, publishAfterSignMs, publishBeforeSignMs } from '../../../provider/keys/keys.ts';
import { rotateLive } from '../../../provider/library/rotate-live.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';

/** What follows when the keys that sign are replaced, before they are. */
export interface KeysRotateModel extends AreaFrame {
  /** From when on new keys would sign, and until when the present ones would be published. */
  readonly signsFrom: Instant;
  readonly until: Instant;
  /** Where applications read them. */
  readonly jwks: string;
  /** The newest key that the page has seen: two who rotate at once do it once. */
  readonly newest: string;
}

export const keysRotatePage: AreaPage<KeysRotateModel> = {
  area: 'operator/keys',
  name: 'keys-rotate',
  path: '/operator/keys/rotate',
  tab: 'keys',
  access: operatorOnly,
  actions: ['continue', 'immediately'],
  async content(visit) {
    const signsFrom = visit.now.getTime() + publishBeforeSignMs;
    return {
      signsFrom,
      until: signsFrom + publishAfterSignMs,
      jwks: new URL('/jwks', visit.deps.issuer).href,
      newest: await newestKey(visit),
    };
  },
  async submit(visit) {
    const { deps, form } = visit;
    const when = form.action === 'immediately' ? 'immediately' : 'overlapping';
    await rotateLive({ db: deps.operations.db, live: deps.live }, operatorDeed(visit), {
      when,
      newest: form.newest ?? '',
    });
    return { to: '/operator/keys', notice: { key: `operator/keys.keys-rotate.done.${when}`, values: {} } };
  },
};

async function newestKey({ deps }: Visit): Promise<string> {
  return newestOf(await deps.operations.db.signingKeys.all());
}
