import { timeZoneOf } from '../../people/time-zone.ts';
import { completeEnrollment } from '../../sign-in/enroll.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { instantInWords } from '../words/time-in-words.ts';
import { advanceStored } from './advance.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { View, Visit } from './view.ts';

export interface RecoveryCodesModel extends PageFrame {
  /** Without spaces inside. */
  readonly codes: readonly string[];
}

/** Shows new recovery codes once. `download` answers with a text file; a script copies them, where one may run. */
export const recoveryCodesPage: InteractionPage<RecoveryCodesModel> = {
  area: 'interaction',
  name: 'recovery-codes',
  actions: ['continue', 'download'],
  show,
  submit,
};

async function show(deps: WebDeps, visit: Visit): Promise<void> {
  await drawPage(deps, visit.ctx, page(visit, frameOf(visit.view, null)));
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  if (form.action === 'download') return download(deps, visit);
  const { view } = visit;
  const draw = (frame: PageFrame) => page(visit, frame);
  const work = async () => {
    const signIn = await completeEnrollment(deps.operations, view.signIn, form.kept ?? '');
    await advanceStored(deps, visit, signIn);
  };
  await withForm(deps, visit, { form, fields: ['kept'], draw, work });
}

/** Found years later, the file still says what it opens. */
function download(deps: WebDeps, { ctx, view }: Visit): void {
  const { language, signIn } = view;
  const say = deps.renderer.words[language].say;
  const head = [
    say('interaction.recovery-codes.file.title', { issuer: deps.issuer.origin }),
    say('interaction.recovery-codes.file.account', { account: signIn.person?.user.email ?? '' }),
    say('interaction.recovery-codes.file.date', {
      date: instantInWords(language, signIn.now.getTime(), timeZoneOf(signIn.person ?? { memberships: [] })),
    }),
    say('interaction.recovery-codes.file.once'),
  ];
  ctx.set('cache-control', 'no-store');
  ctx.attachment('recovery-codes.txt');
  ctx.type = 'text/plain; charset=utf-8';
  ctx.body = `${[...head, '', ...codesOf(view)].join('\n')}\n`;
}

function codesOf({ signIn }: View): readonly string[] {
  return signIn.progress.enrollment?.recoveryCodes ?? [];
}

function page({ ctx, view }: Visit, frame: PageFrame): FilledPage {
  ctx.state.hasScript = true;
  return filled(recoveryCodesPage, { ...frame, codes: codesOf(view) });
}
