import { changeMembers } from '../../../organizations/bulk/change-members.ts';
import { mailStateOf, requireMail } from '../../../organizations/core/mail-state.ts';
import { enforcementStanding } from '../../../organizations/enforcement/enforcement-standing.ts';
import { foreseeEnforcement } from '../../../organizations/enforcement/foresee-enforcement.ts';
import { setEnforcement } from '../../../organizations/enforcement/set-enforcement.ts';
import { exportPreview } from '../../../organizations/exports/preview-csv.ts';
import { jobPath } from '../../areas/area.ts';
import type { AreaFrame, AreaPage, Done, Sent, Visit } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import type { Form } from '../../forms/form.ts';
import { documentOf, isDraft } from './draft.ts';
import { draftIn, type PreviewCounts, type ShownPreview, seenCounts, shownPreview } from './preview-model.ts';
import { draftPlaceOf, enforcementPath, organizationAt, room } from './room.ts';

/** What a rule would do, before it is saved. */
export interface PreviewModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  /** Goes along with each button. */
  readonly draft: Form;
  /** Null: nothing was sent to be previewed, or that was too long ago. */
  readonly preview: ShownPreview | null;
  /** What the page that was sent had shown, where that has changed since. */
  readonly seen: { readonly counts: PreviewCounts; readonly isOtherRule: boolean } | null;
}

export const previewPage: AreaPage<PreviewModel> = {
  ...room,
  name: 'preview',
  wordsUnder: ({ preview }) => (preview !== null && isTurningOn(preview) ? 'preview' : 'preview-change'),
  path: '/console/:slug/enforcement/preview',
  actions: ['continue', 'edit', 'remind', 'test_mail', 'download'],
  async content(visit) {
    const { name: organization, slug } = visit.administered().organization;
    const draft = draftIn(visit.form);
    const preview = isReadable(visit, draft) ? await shownPreview(visit, draft) : null;
    return { organization, slug, draft, preview, seen: preview && seenBefore(visit, preview) };
  },
  async submit(visit) {
    const { slug } = visit.administered().organization;
    const { form } = visit;
    const draft = draftIn(form);
    // The page was left open for longer than its form was kept.
    if (!isDraft(draft)) return { to: enforcementPath(slug, '/change') };
    // The form says what is wrong with it, beside its field.
    if (!isReadable(visit, draft)) return { to: enforcementPath(slug, '/change'), keep: draft };
    switch (form.action) {
      case 'edit':
        return { to: enforcementPath(slug, '/change'), keep: draft };
      case 'remind':
        return remind(visit, draft);
      case 'download':
        return download(visit, draft);
      case 'test_mail':
        return testMail(visit, draft);
      default:
        return save(visit, draft);
    }
  },
};

/** Whether what was sent is a rule; no form of ours sends another, but anybody may. */
function isReadable(visit: Visit, draft: Form): boolean {
  if (!isDraft(draft)) return false;
  try {
    documentOf(draft, draftPlaceOf(visit));
    return true;
  } catch (error) {
    if (error instanceof FieldRefused) return false;
    throw error;
  }
}

function isTurningOn({ before, after }: ShownPreview): boolean {
  return before.required === 'nobody' && after.required === 'everyone';
}

/** Mine and theirs: only where the save was refused because they differ. */
function seenBefore({ form, problem }: Visit, { standing }: ShownPreview): PreviewModel['seen'] {
  const counts = seenCounts(form);
  if (problem?.code !== 'preview_outdated' || counts === null) return null;
  return { counts, isOtherRule: form.seen_standing !== standing };
}

async function save(visit: Visit, draft: Form): Promise<Done> {
  const { deps, form } = visit;
  const { organization, acting } = visit.administered();
  const seen = seenCounts(form);
  const { saved } = enforcementStanding(organizationAt(visit));
  await setEnforcement(deps.operations, acting, {
    organizationId: organization.id,
    document: documentOf(draft, draftPlaceOf(visit)),
    previewVersion: form.version ?? '',
    expectedVersion: null,
  });
  const kind = saved.required === 'nobody' && draft.required === 'everyone' ? 'on' : 'saved';
  const values = { calm: seen?.calm ?? 0, count: seen?.notProtected ?? 0 };
  const notice = { key: `console/enforcement.preview.done.${kind}`, values };
  return { to: enforcementPath(organization.slug), notice };
}

/** Those who are not protected as things are now. */
async function remind(visit: Visit, draft: Form): Promise<Done> {
  const { deps, now } = visit;
  const { organization, acting } = visit.administered();
  const document = documentOf(draft, draftPlaceOf(visit));
  const { preview } = await foreseeEnforcement(deps.operations, { organization, now }, document);
  const { affected, skipped, job } = await changeMembers(deps.operations, acting, {
    organization: organizationAt(visit).organization,
    members: { named: preview.notProtected },
    action: { kind: 'remind' },
    mode: 'write',
  });
  const whole = skipped.count > 0 ? 'reminded-some' : 'reminded';
  const key = job === null ? whole : 'reminding';
  const values = { count: affected, skipped: skipped.count };
  const notice = { key: `console/enforcement.preview.${key}`, values };
  if (job !== null) return { to: jobPath(organization.slug, job.id), notice };
  return { to: enforcementPath(organization.slug, '/preview'), keep: draft, notice };
}

/** All that the page tells the beginning of, line by line. */
async function download(visit: Visit, draft: Form): Promise<Sent> {
  const { organization, acting } = visit.administered();
  const document = documentOf(draft, draftPlaceOf(visit));
  const body = await exportPreview(visit.deps.operations, acting, { organization, document });
  return { file: { name: `${organization.slug}-preview.csv`, body } };
}

async function testMail(visit: Visit, draft: Form): Promise<Done> {
  const { organization } = visit.administered();
  requireMail(await mailStateOf(visit.deps.operations, organization));
  return {
    to: enforcementPath(organization.slug, '/preview'),
    keep: draft,
    notice: { key: 'console/enforcement.preview.mail-works', values: {} },
  };
}
