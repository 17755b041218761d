import { enrollmentUri } from '../../authenticators/enrollment-uri.ts';
import { appParameters } from '../../enrollment/app.ts';
import type { FactorKind } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { confirmEnrollment, startEnrollment } from '../../sign-in/enroll.ts';
import { confirmKey, keyToEnroll } from '../../sign-in/enroll-key.ts';
import { saveProgress } from '../../sign-in/save-progress.ts';
import type { Form } from '../forms/form.ts';
import { hereOf } from '../http/chosen-language.ts';
import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { qrPicture } from '../pages/qr-picture.ts';
import { advance } from './advance.ts';
import { decline, type Offer, offerOf } from './decline.ts';
import { keyAnswerOf, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { View, Visit } from './view.ts';

export interface EnrollModel extends PageFrame {
  /** Null where a key is set up. */
  readonly app: {
    readonly qrDataUri: `data:image/png;base64,${string}`;
    /** Base32 without spaces. */
    readonly secret: string;
    readonly otpauthUri: `otpauth://${string}`;
  } | null;
  /** What the browser hands to the key, JSON, and when it was made; null where an app is set up. */
  readonly key: { readonly options: string; readonly askedAt: number } | null;
  /** What may be set up instead. */
  readonly others: readonly FactorKind[];
  readonly offer: Offer | null;
}

/** Sets up an app or a key. `later` only where it is offered. */
export const enrollPage: InteractionPage<EnrollModel> = {
  area: 'interaction',
  name: 'enroll',
  isWide: true,
  wordsUnder: ({ app }) => (app === null ? 'enroll-key' : 'enroll'),
  actions: ['continue', 'later', 'use_security_key', 'use_app_code'],
  show,
  submit,
};

/** The secret of a sign-in is made when its page first comes up and stays until it is confirmed. */
async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const begun = view.signIn.progress.enrollment === null ? await begin(deps, view) : view;
  const wanted = ctx.query.asks === 'security_key' ? 'webauthn' : 'totp';
  await drawPage(deps, ctx, await page(deps, { ctx, view: begun }, { frame: frameOf(view, null), wanted }));
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const { ctx, view } = visit;
  const { action = 'continue', asks } = form;
  if (action === 'later') return decline(deps, visit);
  if (view.signIn.progress.enrollment === null)
    throw new Refusal('wrong_step', { reason: 'the page was never shown' });
  const other = otherForms[action];
  if (other !== undefined)
    return drawPage(deps, ctx, await page(deps, visit, { frame: frameOf(view, null), wanted: other }));
  const wanted = asks === 'security_key' ? 'webauthn' : 'totp';
  const field = wanted === 'totp' ? 'code' : 'assertion';
  const draw = (frame: PageFrame) => page(deps, visit, { frame, wanted });
  const work = async () => {
    if (!kindsOf(view).includes(wanted)) throw new Refusal('wrong_step', { reason: 'not allowed here' });
    const { signIn } = view;
    const progress =
      wanted === 'totp'
        ? confirmEnrollment(deps.operations, signIn, form.code ?? '')
        : await confirmKey(deps.operations, signIn, keyAnswerOf(form));
    await advance(deps, visit, { progress });
  };
  await withForm(deps, visit, { form, fields: [field], draw, work });
}

const otherForms: Readonly<Record<string, FactorKind>> = {
  use_security_key: 'webauthn',
  use_app_code: 'totp',
};

/** What may be set up here. */
function kindsOf({ decision }: View): readonly FactorKind[] {
  return decision?.step === 'enroll' ? decision.factors : [];
}

async function begin(deps: WebDeps, view: View): Promise<View> {
  const { signIn } = view;
  const progress = startEnrollment(signIn.progress);
  return { ...view, signIn: await saveProgress(deps.operations.db, signIn, { progress }) };
}

/** An app is what most people have; where it may not be, or on demand, a key. */
async function page(
  deps: WebDeps,
  { ctx, view }: Visit,
  { frame, wanted }: { readonly frame: PageFrame; readonly wanted: FactorKind },
): Promise<FilledPage> {
  const kinds = kindsOf(view);
  const shown = kinds.includes(wanted) ? wanted : (kinds[0] ?? wanted);
  const others = kinds.filter((kind) => kind !== shown);
  const here = shown === 'totp' ? frame.here : hereOf({ asks: 'security_key' });
  const base = { ...frame, here, offer: offerOf(view), others };
  if (shown === 'totp') return filled(enrollPage, { ...base, app: await appOf(deps, view), key: null });
  ctx.state.hasScript = true;
  const options = await keyToEnroll(deps.operations, view.signIn);
  const key = { options: JSON.stringify(options), askedAt: view.signIn.now.getTime() };
  return filled(enrollPage, { ...base, app: null, key });
}

async function appOf(deps: WebDeps, { signIn }: View): Promise<NonNullable<EnrollModel['app']>> {
  const { enrollment } = signIn.progress;
  if (enrollment === null) throw new Error('no enrolment was started');
  const label = { issuer: deps.operations.totp.issuerName, account: signIn.person?.user.email ?? '' };
  const otpauthUri = enrollmentUri(label, appParameters(deps.operations, enrollment.secret));
  const picture = await qrPicture(otpauthUri);
  return {
    qrDataUri: picture as `data:image/png;base64,${string}`,
    secret: enrollment.secret,
    otpauthUri: otpauthUri as `otpauth://${string}`,
  };
}
