import type { BulkAction, LongJob } from '../../../long-jobs/long-job.ts';
import { changeMembers } from '../../../organizations/bulk/change-members.ts';
import {
  orderMatchingResets,
  orderNamedResets,
  previewNamedResets,
} from '../../../organizations/resets/order-password-resets.ts';
import type { Visit } from '../../areas/area-page.ts';
import type { Chosen } from './chosen.ts';
import { exemptUntil, reasonIn } from './exemption.ts';

/** Somebody whom nothing is done to, and why. */
export interface PassedOver {
  readonly email: string;
  readonly because: string;
}

/** What a change of many comes to, or came to. */
export interface Outcome {
  readonly affected: number;
  readonly skipped: number;
  /** The first of them. */
  readonly first: readonly PassedOver[];
  /** What the next sign-ins ask of those whose password is reset; null for other changes. */
  readonly asked: Readonly<Record<'enroll' | 'factor' | 'password_only', number>> | null;
  readonly job: Pick<LongJob, 'id'> | null;
}

/** People who are named as passed over. */
const mostNamed = 50;

export type Mode = 'dry_run' | 'write';

/** Asks what a change would come to, or makes it: by the operations that the API has. */
export function changeChosen(visit: Visit, chosen: Chosen, mode: Mode): Promise<Outcome> {
  return chosen.what === 'reset_passwords'
    ? resetChosen(visit, chosen, mode)
    : overrideChosen(visit, chosen, mode);
}

async function overrideChosen(visit: Visit, { what, members }: Chosen, mode: Mode): Promise<Outcome> {
  const { organization, acting } = visit.administered();
  const { db, plans } = visit.deps.operations;
  const action = mode === 'dry_run' ? { kind: kindOf(what) } : actionOf(visit, what);
  const wanted = { organization, members, action, mode };
  const { affected, skipped, job } = await changeMembers({ db, plans }, acting, wanted);
  const first = skipped.first.map(({ email, reason }) => ({ email, because: reason }));
  return { affected, skipped: skipped.count, first, asked: null, job };
}

function kindOf(what: Chosen['what']): BulkAction['kind'] {
  return what === 'reset_passwords' ? 'remind' : what;
}

function actionOf(visit: Visit, what: Chosen['what']): BulkAction {
  const kind = kindOf(what);
  const reason = reasonIn(visit);
  return {
    kind,
    ...(kind !== 'remind' && reason !== undefined && { reason }),
    ...(kind === 'exempt' && { exemptUntil: exemptUntil(visit)?.getTime() ?? null }),
  };
}

async function resetChosen(visit: Visit, { members }: Chosen, mode: Mode): Promise<Outcome> {
  const { organization, acting } = visit.administered();
  const { operations } = visit.deps;
  const wanted = { organizationId: organization.id, mustEnroll: null };
  const outcome =
    'matching' in members
      ? await orderMatchingResets(operations, acting, { ...wanted, matching: members.matching, mode })
      : mode === 'dry_run'
        ? await previewNamedResets(operations, acting, { ...wanted, named: members.named })
        : await orderNamedResets(operations, acting, { ...wanted, named: members.named, excluded: 'skip' });
  const first = outcome.skipped.slice(0, mostNamed).map(({ email, reason }) => ({ email, because: reason }));
  return {
    affected: outcome.ordered,
    skipped: outcome.skipped.length,
    first,
    asked: outcome.asked,
    job: outcome.job,
  };
}
