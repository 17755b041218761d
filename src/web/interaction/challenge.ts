import { type LostFactorHelp, lostFactorHelp } from '../../organizations/resets/lost-factor-help.ts';
import type { Person } from '../../people/person.ts';
import type { SignInProgress } from '../../sign-in/progress.ts';
import { proveSecondFactor } from '../../sign-in/prove-second-factor.ts';
import { acceptKeyAnswer, challengeKeys, checkKeyAnswer } from '../../sign-in/prove-security-key.ts';
import { saveProgress } from '../../sign-in/save-progress.ts';
import type { Form } from '../forms/form.ts';
import { hereOf } from '../http/chosen-language.ts';
import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { advance } from './advance.ts';
import { decline, type Offer, offerOf } from './decline.ts';
import { keyAnswerOf, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import { leavesNoTrace, type Remembering, rememberingOf } from './remembering.ts';
import type { View, Visit } from './view.ts';

export interface ChallengeModel extends PageFrame {
  /** Whether a recovery code may stand in; the field of the app's code takes it too. */
  readonly recoveryCodeAccepted: boolean;
  /** Whether the person has an app, and it reaches what is asked. */
  readonly appCodeAccepted: boolean;
  readonly securityKeyAccepted: boolean;
  /** Who helps somebody who has lost their device. */
  readonly help: LostFactorHelp;
  /** An app's code has digits only; a recovery code has letters, and a form that says which code it is about. */
  readonly asks: 'security_key' | 'app_code' | 'recovery_code';
  /** What the browser hands to the key, JSON, and when it was made, epoch milliseconds; null for the other forms. */
  readonly key: { readonly options: string; readonly askedAt: number } | null;
  /** Who would not ask again in this browser for a while; none: there is no choice. */
  readonly remembering: readonly Remembering[];
  /** Whether the tick is set, as it is unless the person took it away. */
  readonly isRemembered: boolean;
  /** Where it is asked only on the way to a set-up that is offered. */
  readonly offer: Offer | null;
}

/** Second factor. `later` only where it is offered; all others but `continue` show another form. */
export const challengePage: InteractionPage<ChallengeModel> = {
  area: 'interaction',
  name: 'challenge',
  wordsUnder: ({ asks }) => wordsOfForm[asks],
  actions: ['continue', 'later', 'use_security_key', 'use_recovery_code', 'use_app_code'],
  show,
  submit,
};

const wordsOfForm = { app_code: 'challenge', recovery_code: 'recovery', security_key: 'key' } as const;

type Asked = ChallengeModel['asks'];

/** Who has a key is offered that first (D34), unless the address names another form: one that was shown before. */
function show(deps: WebDeps, visit: Visit): Promise<void> {
  const named = Object.values(otherForms).find((asks) => asks === visit.ctx.query.asks);
  return showForm(deps, visit, { asks: named ?? 'security_key', form: {} });
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const { action = 'continue' } = form;
  if (action === 'later') return decline(deps, visit);
  const other = otherForms[action];
  if (other !== undefined) return showForm(deps, visit, { asks: other, form });
  if (form.asks === 'security_key') return submitKey(deps, visit, form);
  const asks = form.asks === 'recovery_code' ? form.asks : 'app_code';
  const draw = (frame: PageFrame) => page(deps, visit, { frame, asks, form });
  const work = async () => {
    const { view } = visit;
    const input = { code: form.code ?? '', recoveryCodeAllowed: acceptedBy(view).recoveryCodeAccepted };
    const proven = await proveSecondFactor(deps.operations, view.signIn, input);
    const progress = { ...proven, leavesNoTrace: leavesNoTrace(form) };
    await advance(deps, visit, { progress, person: await personAfter(deps, view, progress) });
  };
  await withForm(deps, visit, { form, fields: ['code'], draw, work });
}

const otherForms: Readonly<Record<string, Asked>> = {
  use_security_key: 'security_key',
  use_app_code: 'app_code',
  use_recovery_code: 'recovery_code',
};

/** A right answer moves the sign-in on before it is accepted: of many equal ones that come at once, one does. */
async function submitKey(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  let current = visit;
  const draw = (frame: PageFrame) => page(deps, current, { frame, asks: 'security_key', form });
  const work = async () => {
    const { view } = visit;
    const { signIn } = view;
    const assertion = await checkKeyAnswer(deps.operations, signIn, keyAnswerOf(form));
    const moved = { ...view, signIn: await saveProgress(deps.operations.db, signIn, signIn) };
    current = { ...visit, view: moved };
    const proven = await acceptKeyAnswer(deps.operations, moved.signIn, assertion);
    const progress = { ...proven, leavesNoTrace: leavesNoTrace(form) };
    await advance(deps, current, { progress, person: await personAfter(deps, moved, progress) });
  };
  await withForm(deps, visit, { form, fields: ['assertion'], draw, work });
}

/** A recovery code leaves its mark on the user, and a factor takes it away: the next decision must see that. */
async function personAfter(
  deps: WebDeps,
  { signIn }: View,
  { proofs }: SignInProgress,
): Promise<Person | null> {
  const isMarked = signIn.person?.user.replaceFactorSince != null;
  const usedRecoveryCode = proofs.recoveryCodeAt !== signIn.progress.proofs.recoveryCodeAt;
  if (!isMarked && !usedRecoveryCode) return signIn.person;
  return deps.operations.db.people.byId(signIn.progress.userId ?? '', null, signIn.deviceId);
}

type Accepted = Pick<ChallengeModel, 'appCodeAccepted' | 'recoveryCodeAccepted' | 'securityKeyAccepted'>;

function acceptedBy({ decision }: View): Accepted {
  const isChallenge = decision?.step === 'challenge';
  return {
    appCodeAccepted: isChallenge && decision.factors.includes('totp'),
    recoveryCodeAccepted: isChallenge && decision.recoveryCode,
    securityKeyAccepted: isChallenge && decision.factors.includes('webauthn'),
  };
}

interface Shown {
  readonly asks: Asked;
  /** What was typed. */
  readonly form: Form;
}

async function showForm(deps: WebDeps, visit: Visit, shown: Shown): Promise<void> {
  await drawPage(deps, visit.ctx, await page(deps, visit, { frame: frameOf(visit.view, null), ...shown }));
}

/** A form for what is not accepted becomes one for what is. */
async function page(
  deps: WebDeps,
  { ctx, view }: Visit,
  { frame, asks: wanted, form }: Shown & { readonly frame: PageFrame },
): Promise<FilledPage> {
  const accepted = acceptedBy(view);
  const asks = possible(accepted, wanted);
  const help = lostFactorHelp(view.signIn.person?.memberships ?? []);
  const shown = { ...frame, here: hereOf({ asks }) };
  // A recovery code remembers nothing.
  const remembering = asks === 'recovery_code' ? [] : rememberingOf(deps, view);
  const choice = { remembering, isRemembered: !leavesNoTrace(form) };
  const base = { ...shown, ...accepted, ...choice, asks, help, offer: offerOf(view) } as const;
  if (asks !== 'security_key') return filled(challengePage, { ...base, key: null });
  ctx.state.hasScript = true;
  const options = await challengeKeys(deps.operations, view.signIn);
  const key = { options: JSON.stringify(options), askedAt: view.signIn.now.getTime() };
  return filled(challengePage, { ...base, key });
}

function possible(accepted: Accepted, wanted: Asked): Asked {
  if (wanted === 'recovery_code' && accepted.recoveryCodeAccepted) return wanted;
  if (wanted !== 'app_code' && accepted.securityKeyAccepted) return 'security_key';
  return accepted.appCodeAccepted || !accepted.securityKeyAccepted ? 'app_code' : 'security_key';
}
