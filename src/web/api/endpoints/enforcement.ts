import { z } from 'zod';
import { enforcementSchema } from '../../../documents/enforcement-document.ts';
import { enforcementState } from '../../../organizations/authority/enforcement-state.ts';
import type { Organization } from '../../../organizations/core/organization.ts';
import { previewEnforcement } from '../../../organizations/enforcement/enforcement-preview.ts';
import { setEnforcement } from '../../../organizations/enforcement/set-enforcement.ts';
import type { WebDeps } from '../../http/context.ts';
import { type ApiAnswer, endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { emailField, instantField } from '../answers/answer-fields.ts';
import { expectedVersion } from '../answers/entity-tags.ts';

const stateFields = {
  state: z.enum(['off', 'scheduled', 'on']),
  effective_at: instantField.nullable(),
  deadline: instantField.nullable(),
};

const echoed = {
  state: z.string().optional(),
  effective_at: z.string().nullable().optional(),
  deadline: z.string().nullable().optional(),
};

const enforcementBody = enforcementSchema
  .extend({
    version: z.string().max(100).describe('of the preview that was looked at').optional(),
    // What a GET answers beside the fields may be sent back with them; it changes nothing.
    ...echoed,
  })
  .meta({ id: 'EnforcementChange' });

const enforcementAnswer = enforcementSchema
  .required()
  .partial({ preset: true })
  .extend({
    ...stateFields,
  })
  .meta({ id: 'Enforcement' });

const signOut = z.object({ member: emailField, at: instantField }).meta({ id: 'SignOut' });

const previewAnswer = z
  .object({
    version: z.string(),
    members: z.int(),
    not_protected: z.array(emailField),
    signed_out: z.array(signOut),
    locked_out: z.array(emailField),
    exempt: z.array(emailField),
    lone_owner: emailField.nullable(),
    invitations: z.array(emailField),
  })
  .meta({ id: 'EnforcementPreview' });

const readEnforcement = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/enforcement',
  operationId: 'readEnforcement',
  version: 'told',
  summary: 'The enforcement policy with all fields filled in, and whether it is in effect',
  access: administrators(),
  status: 200,
  answer: enforcementAnswer,
  refusals: ['not_found', 'not_allowed', 'invalid_policy'],
  handle: ({ deps, now, administered }) => answerWith(deps, administered().organization, now),
});

const writeEnforcement = endpoint({
  method: 'PUT',
  path: '/organizations/{slug}/enforcement',
  operationId: 'setEnforcement',
  summary:
    'Saves the policy: a preset and any field over it, or those fields of the policy saved last that change',
  access: administrators('where_it_loosens'),
  version: 'checked',
  body: enforcementBody,
  status: 200,
  answer: enforcementAnswer,
  refusals: [
    'plan_without_enforcement',
    'invalid_policy',
    'members_not_protected',
    'mail_not_working',
    'nobody_to_mail',
    'mfa_required',
    'preview_outdated',
    'stale_version',
  ],
  async handle({ deps, body, ifMatch, now, administered }) {
    const { organization, acting } = administered();
    const { version = null, state: _s, effective_at: _e, deadline: _d, ...document } = body;
    const change = {
      organizationId: organization.id,
      document,
      previewVersion: version,
      expectedVersion: expectedVersion(ifMatch, organization),
    };
    return answerWith(deps, await setEnforcement(deps.operations, acting, change), now);
  },
});

const preview = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/enforcement/preview',
  operationId: 'previewEnforcement',
  summary: 'What saving the same would do now: who is signed out, locked out, exempt',
  access: administrators(),
  body: enforcementBody,
  status: 200,
  answer: previewAnswer,
  refusals: ['plan_without_enforcement', 'invalid_policy'],
  async handle({ deps, body, now, administered }) {
    const { organization } = administered();
    const { version: _v, state: _s, effective_at: _e, deadline: _d, ...document } = body;
    const { db, plans } = deps.operations;
    const seen = await previewEnforcement(db, { organization, plans, now }, document);
    return {
      body: {
        version: seen.version,
        members: seen.members,
        not_protected: seen.notProtected,
        signed_out: seen.signedOut.map(({ member, at }) => ({ member, at: new Date(at).toISOString() })),
        locked_out: seen.lockedOut,
        exempt: seen.exempt,
        lone_owner: seen.loneOwner,
        invitations: seen.invitations,
      },
    };
  },
});

async function answerWith(deps: WebDeps, organization: Organization, now: Date): Promise<ApiAnswer> {
  const { db, plans } = deps.operations;
  const chosen = await db.members.countRequired(organization.id);
  return {
    headers: { etag: `"${organization.version}"` },
    body: enforcementState(organization, { plans, requiredMembers: chosen }, now),
  };
}

export const enforcementEndpoints = [readEnforcement, writeEnforcement, preview];
