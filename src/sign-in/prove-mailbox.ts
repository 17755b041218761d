import { mailCode, requireMailedCode } from '../enrollment/mailed-code.ts';
import type { SetUp } from '../enrollment/set-up.ts';
import { Refusal } from '../refusal/refusal.ts';
import { actorOf, provenPerson, type SignIn, type SignInDeps } from './context.ts';
import type { SignInProgress } from './progress.ts';

/** Mails a new code for this sign-in. @throws Refusal `too_many_attempts`, `mail_not_sent` */
export async function sendMailboxCode(deps: SignInDeps, signIn: SignIn): Promise<SignInProgress> {
  const sent = await mailCode(deps, setUpIn(signIn));
  return { ...signIn.progress, mailbox: { ...sent, tries: 0, provenAt: null } };
}

/** The progress with one more try charged; store it before `proveMailbox` compares. */
export function chargeMailboxTry(progress: SignInProgress): SignInProgress {
  if (progress.mailbox === null) return progress;
  return { ...progress, mailbox: { ...progress.mailbox, tries: progress.mailbox.tries + 1 } };
}

/** @throws Refusal `token_invalid` when it is wrong, too old or was tried too often. */
export async function proveMailbox(deps: SignInDeps, signIn: SignIn, code: string): Promise<SignInProgress> {
  const { progress, now } = signIn;
  const { mailbox } = progress;
  if (mailbox === null || mailbox.codeHash === null) throw new Refusal('token_invalid');
  const { codeHash, sentAt, tries } = mailbox;
  await requireMailedCode(deps, setUpIn(signIn), { code, sent: { codeHash, sentAt, tries } });
  return { ...progress, mailbox: { ...mailbox, codeHash: null, provenAt: now.getTime() } };
}

/** The sign-in as what is set up in it knows it. @throws Refusal `interaction_expired` */
function setUpIn(signIn: SignIn): SetUp {
  const { language, now, uid: id } = signIn;
  const person = provenPerson(signIn);
  return { id, mail: 'mailbox-code', person, language, now, actor: actorOf(signIn) };
}
