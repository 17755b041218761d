import { z } from 'zod';
import { count, instantText } from '../../../documents/fields.ts';
import { previewPlan } from '../../../organizations/plan/plan-preview.ts';
import { setPlan } from '../../../organizations/plan/set-plan.ts';
import { setSeats } from '../../../organizations/plan/set-seats.ts';
import type { WebDeps } from '../../http/context.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators, operatorOnly } from '../access/endpoint-access.ts';
import { expectedVersion } from '../answers/entity-tags.ts';
import { InvalidValue } from '../answers/errors.ts';
import { answerChanged, organizationSchema } from './organization.ts';

const seatsBody = z.strictObject({ seats: count(1, 10_000_000) });

const planBody = z.strictObject({
  plan: z.string().max(100),
  /** Null: no trial. Absent: as it is where the plan stays the same, else no trial. */
  trial_ends_at: instantText.nullable().optional(),
});

const planQuery = z.strictObject({ plan: z.string().max(100) });

const planPreview = z.object({
  plan: z.string(),
  seats: z.int(),
  seats_in_use: z.int(),
  enforcement_allowed: z.boolean(),
  /** What would not fit: by the code of the refusal that it would meet, with the e-mails concerned. */
  incompatible: z.array(
    z.object({ code: z.enum(['seats_below_use', 'plan_without_enforcement']), list: z.array(z.string()) }),
  ),
});

const writeSeats = endpoint({
  method: 'PUT',
  path: '/organizations/{slug}/seats',
  operationId: 'setSeats',
  summary: 'Sets how many members and pending invitations there may be',
  access: administrators('where_it_loosens'),
  version: 'checked',
  body: seatsBody,
  status: 200,
  answer: organizationSchema,
  refusals: ['seats_below_use', 'no_free_seat', 'mfa_required', 'stale_version', 'not_found', 'not_allowed'],
  async handle({ deps, body, ifMatch, now, administered }) {
    const { organization, acting } = administered();
    const change = {
      organizationId: organization.id,
      seats: body.seats,
      expectedVersion: expectedVersion(ifMatch, organization),
    };
    return answerChanged(deps, now, (operations) => setSeats(operations, acting, change));
  },
});

const writePlan = endpoint({
  method: 'PUT',
  path: '/organizations/{slug}/plan',
  operationId: 'setPlan',
  summary: 'Puts an organization on a plan; one that does not allow enforcement switches it off',
  access: operatorOnly,
  version: 'checked',
  body: planBody,
  status: 200,
  answer: organizationSchema,
  refusals: ['stale_version', 'not_found'],
  async handle({ deps, body, ifMatch, now, administered }) {
    const { organization, acting } = administered();
    const change = {
      organizationId: organization.id,
      plan: knownPlan(deps, body.plan),
      trialEndsAt: body.trial_ends_at == null ? body.trial_ends_at : new Date(body.trial_ends_at),
      expectedVersion: expectedVersion(ifMatch, organization),
    };
    return answerChanged(deps, now, (operations) => setPlan(operations, acting, change));
  },
});

const preview = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/plan/preview',
  operationId: 'previewPlan',
  summary: 'What another plan would not allow any more',
  access: administrators(),
  query: planQuery,
  status: 200,
  answer: planPreview,
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, query, now, administered }) {
    const { organization } = administered();
    const { db, plans } = deps.operations;
    const asked = { organization, plan: knownPlan(deps, query.plan), plans };
    const { seatsInUse, enforcementAllowed, ...seen } = await previewPlan(db, asked, now);
    return { body: { ...seen, seats_in_use: seatsInUse, enforcement_allowed: enforcementAllowed } };
  },
});

function knownPlan({ operations: { plans } }: WebDeps, name: string): string {
  if (Object.hasOwn(plans, name)) return name;
  const problem = `must be one of: ${Object.keys(plans).join(', ')}`;
  throw new InvalidValue(422, [{ path: '/plan', problem }]);
}

export const planAndSeatsEndpoints = [writeSeats, writePlan, preview];
