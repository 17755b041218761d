import { toDataURL } from 'qrcode';
import { enrollmentUri } from '../../authenticators/enrollment-uri.ts';
import { Refusal } from '../../refusal.ts';
import { confirmEnrollment, enrollmentParameters, startEnrollment } from '../../sign-in/enroll.ts';
import type { SignInProgress } from '../../sign-in/progress.ts';
import type { WebDeps } from '../context.ts';
import type { EnrollPage, PageFrame } from '../pages.ts';
import { decline, isDeclinable } from './decline.ts';
import { type Form, show, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import { goOn, save } from './go-on.ts';
import type { PageContext, View } from './view.ts';

/** The secret of a sign-in is made when its page first comes up and stays until it is confirmed. */
export async function showEnroll(deps: WebDeps, ctx: PageContext, view: View): Promise<void> {
  const progress = view.signIn.progress.enrollment === null ? await begin(deps, view) : view.signIn.progress;
  show(deps, ctx, await page(deps, { ...view, signIn: { ...view.signIn, progress } }, frameOf(view, null)));
}

export async function submitEnroll(deps: WebDeps, ctx: PageContext, view: View, form: Form): Promise<void> {
  const { progress } = view.signIn;
  if (form.action === 'later') return decline(deps, ctx, view);
  if (progress.enrollment === null) throw new Refusal('wrong_step', { reason: 'the page was never shown' });
  const draw = (frame: PageFrame) => page(deps, view, frame);
  await withForm(deps, ctx, view, { form, fields: ['code'], draw }, async () => {
    const confirmed = confirmEnrollment(deps.signIn, view.signIn, form.code ?? '', view.now);
    await goOn(deps, ctx, view, { progress: confirmed });
  });
}

async function begin(deps: WebDeps, { signIn }: View): Promise<SignInProgress> {
  const progress = startEnrollment(signIn.progress);
  await save(deps, signIn, progress);
  return progress;
}

async function page(deps: WebDeps, view: View, frame: PageFrame): Promise<EnrollPage> {
  const { enrollment } = view.signIn.progress;
  if (enrollment === null) throw new Error('no enrolment was started');
  const label = { issuer: deps.signIn.totp.issuerName, account: view.signIn.person?.user.email ?? '' };
  const otpauthUri = enrollmentUri(label, enrollmentParameters(deps.signIn, enrollment));
  const picture = await toDataURL(otpauthUri, { errorCorrectionLevel: 'M', margin: 4, width: 240 });
  return {
    ...frame,
    page: 'enroll',
    qrDataUri: picture as EnrollPage['qrDataUri'],
    secret: enrollment.secret,
    otpauthUri: otpauthUri as EnrollPage['otpauthUri'],
    declinable: isDeclinable(view),
  };
}
