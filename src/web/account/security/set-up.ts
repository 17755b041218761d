import { Refusal } from '../../../refusal/refusal.ts';
import { pendingSetUp } from '../../../self-service/begin-enrollment.ts';
import { confirmOwnEnrollment } from '../../../self-service/confirm-enrollment.ts';
import { removeAuthenticator } from '../../../self-service/remove-authenticator.ts';
import { oneselfEnrolling } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { about, FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { qrPicture } from '../../pages/qr-picture.ts';
import { newCodesPath } from './recovery-codes.ts';

export interface SetUpModel extends AreaFrame {
  /** Null where a key is set up. */
  readonly app: {
    readonly qrDataUri: string;
    /** Base32 without spaces. */
    readonly secret: string;
    readonly otpauthUri: string;
  } | null;
  /** What the browser hands to the key, JSON; null where an app is set up. */
  readonly key: { readonly options: string } | null;
  /** What has to be shown beside it. */
  readonly proof: 'factor' | 'mailbox' | 'ticket' | 'none';
  readonly email: string;
  /** The factor that it takes the place of; null for none. */
  readonly replaces: { readonly id: string; readonly nickname: string } | null;
}

/** A factor that is being set up, until it is confirmed (T23, D33). */
export const setUpPage: AreaPage<SetUpModel> = {
  area: 'account/security',
  name: 'set-up',
  path: '/account/security/set-up/:id',
  tab: 'security',
  access: oneselfEnrolling('where_it_loosens'),
  actions: ['continue'],
  query: ['replaces'],
  wordsUnder: ({ app }) => (app === null ? 'set-up-key' : 'set-up'),
  content,
  submit,
};

async function content(visit: Visit): Promise<Omit<SetUpModel, keyof AreaFrame>> {
  const { deps, ctx, caller } = visit;
  const pending = await pendingSetUp(deps.operations, visit.myself(), ctx.params.id ?? '');
  const base = { proof: pending.proof, email: caller.person.user.email, replaces: replacedBy(visit) };
  if (pending.kind === 'webauthn')
    return { ...base, app: null, key: { options: JSON.stringify(pending.options) } };
  const { secret, otpauthUri } = pending;
  const qrDataUri = await qrPicture(otpauthUri);
  return { ...base, app: { qrDataUri, secret, otpauthUri }, key: null };
}

/** Said by the address where the page is read, and by the form where it is sent. */
function replacedBy({ ctx, caller, form }: Visit): SetUpModel['replaces'] {
  const wanted = form.replaces ?? ctx.query.replaces;
  const factor = caller.person.factors.find(({ id }) => id === wanted);
  return factor === undefined ? null : { id: factor.id, nickname: factor.nickname };
}

async function submit(visit: Visit): Promise<Done> {
  const { deps, ctx, form } = visit;
  const confirmation = {
    id: ctx.params.id ?? '',
    by:
      form.assertion === undefined
        ? { code: filledIn(form, 'code') }
        : { credential: keyAnswer(form.assertion) },
    mailboxCode: form.mailbox_code ?? null,
    ticket: form.ticket ?? null,
  };
  const done = await withField(visit, () =>
    confirmOwnEnrollment(deps.operations, visit.myself(), confirmation),
  );
  const replaced = replacedBy(visit);
  const isReplaced = replaced !== null && (await removeReplaced(visit, replaced.id));
  const key = `account/security.set-up.${isReplaced ? 'replaced' : 'done'}`;
  return {
    to: newCodesPath,
    keep: { shown: done.recoveryCodes.join(' ') },
    notice: { key, values: { name: done.factor.nickname, old: replaced?.nickname ?? '' } },
  };
}

/** The proof before the set-up is refused beside its own field. */
async function withField<Result>(visit: Visit, work: () => Promise<Result>): Promise<Result> {
  const isKey = visit.form.assertion !== undefined;
  try {
    return await about({ token_invalid: isKey ? 'mailbox_code' : 'code' }, work);
  } catch (error) {
    if (!(error instanceof FieldRefused || error instanceof Refusal)) throw error;
    const refusal = error instanceof FieldRefused ? error.refusal : error;
    const own =
      refusal.detail.about ?? (refusal.code === 'field_empty' ? refusal.detail.list?.[0] : undefined);
    if (own === undefined) throw error;
    throw new FieldRefused(own, refusal.code, refusal.detail);
  }
}

/**
 * "Replace my app": the new one is proven, so that the old one goes even where the last factor may not (T13). It is a
 * change of its own; where it fails, the person has both.
 */
async function removeReplaced({ deps, caller, ...visit }: Visit, id: string): Promise<boolean> {
  const person = await deps.operations.db.people.bySessionHash(caller.id, caller.sessionHash);
  if (person === null) return false;
  await removeAuthenticator(deps.operations, { ...visit.myself(), person }, id);
  return true;
}

function keyAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('key_not_accepted');
  }
}
