import { toDataURL } from 'qrcode';
import { z } from 'zod';
import { displayName } from '../../../documents/fields.ts';
import type { PersonFactor } from '../../../people/person.ts';
import { factorKinds } from '../../../policy/factors/factor-kinds.ts';
import type { NamedOrganization } from '../../../policy/members/self-disable.ts';
import {
  type BegunApp,
  beginEnrollment,
  beginKeyEnrollment,
} from '../../../self-service/begin-enrollment.ts';
import { confirmOwnEnrollment } from '../../../self-service/confirm-enrollment.ts';
import { removalOutcome, removeAuthenticator } from '../../../self-service/remove-authenticator.ts';
import { endpoint } from '../access/endpoint.ts';
import { oneself, oneselfEnrolling } from '../access/endpoint-access.ts';
import { pageOf, wholePage } from '../dialects/own/pages.ts';
import { myselfOf } from '../input/self-service-context.ts';
import { idField, instantField } from './answer-fields.ts';

const factorSchema = z.object({
  id: idField,
  kind: z.enum(factorKinds),
  nickname: z.string(),
  confirmed_at: instantField,
});

const begun = {
  id: idField,
  proof: z
    .enum(['factor', 'mailbox', 'ticket', 'none'])
    .describe(
      'to be sent with the confirmation: `mailbox` the code that was mailed, `ticket` an administrator’s',
    ),
  expires_at: instantField,
};

const begunSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('totp'),
    ...begun,
    secret: z.string().describe('base32; never told again'),
    otpauth_uri: z.string(),
    qr: z.string().describe('PNG as a data URI'),
  }),
  z.object({
    kind: z.literal('webauthn'),
    ...begun,
    public_key: z
      .looseObject({ challenge: z.string() })
      .describe('for `PublicKeyCredential.parseCreationOptionsFromJSON` (WebAuthn section 5.1.9)'),
  }),
]);

const slugs = z.array(z.string());
const followsSchema = z.object({ removed_from: slugs, suspended_in: slugs });

const listFactors = endpoint({
  method: 'GET',
  path: '/me/authenticators',
  operationId: 'listMyAuthenticators',
  summary: 'The confirmed factors of the caller, without their secrets',
  access: oneselfEnrolling(),
  status: 200,
  answer: pageOf(factorSchema.meta({ id: 'Authenticator' })),
  handle: async ({ me }) => ({ body: wholePage(me().person.factors.map(factorDocument)) }),
});

const begin = endpoint({
  method: 'POST',
  path: '/me/authenticators',
  operationId: 'beginEnrollment',
  // A challenge of a key is none: it is for the browser to hand on, and with it a lost answer can be gone on from.
  secrets: ['secret', 'otpauth_uri', 'qr'],
  summary: 'Begins to set up a factor; it counts for nothing before it is confirmed',
  access: oneselfEnrolling('where_it_loosens'),
  body: z.strictObject({ kind: z.enum(factorKinds), nickname: displayName.optional() }),
  status: 201,
  answer: begunSchema,
  refusals: ['mfa_required', 'name_not_allowed', 'too_many_attempts', 'mail_not_sent'],
  async handle(request) {
    const { deps, body } = request;
    const [myself, nickname] = [myselfOf(request), body.nickname ?? null];
    if (body.kind === 'webauthn') {
      const { options, ...key } = await beginKeyEnrollment(deps.operations, myself, nickname);
      return { body: { kind: 'webauthn', ...begunDocument(key), public_key: { ...options } } };
    }
    const app = await beginEnrollment(deps.operations, myself, nickname);
    const { secret, otpauthUri } = app;
    const qr = await toDataURL(otpauthUri, { errorCorrectionLevel: 'M', margin: 4, width: 240 });
    return { body: { kind: 'totp', ...begunDocument(app), secret, otpauth_uri: otpauthUri, qr } };
  },
});

const code = z.string().max(100);

const confirm = endpoint({
  method: 'POST',
  path: '/me/authenticators/{id}/confirm',
  operationId: 'confirmEnrollment',
  secrets: ['recovery_codes'],
  summary:
    'Confirms an app by a code it shows, a key by its answer; other sessions end, and recovery codes are shown once',
  access: oneselfEnrolling('where_it_loosens'),
  body: z
    .strictObject({
      code: code.optional().describe('for an app'),
      credential: z
        .looseObject({ id: z.string() })
        .optional()
        .describe('for a key: `PublicKeyCredential.toJSON()`'),
      mailbox_code: code.optional(),
      ticket: code.optional(),
    })
    .refine((body) => (body.code === undefined) !== (body.credential === undefined), {
      message: 'either code or credential',
      path: ['code'],
    }),
  status: 201,
  answer: factorSchema.extend({ recovery_codes: z.array(z.string()) }),
  refusals: [
    'enrollment_expired',
    'field_empty',
    'token_invalid',
    'key_not_accepted',
    'mfa_required',
    'too_many_attempts',
  ],
  async handle(request) {
    const { deps, params, body } = request;
    const confirmation = {
      id: params.id ?? '',
      by: body.code === undefined ? { credential: body.credential } : { code: body.code },
      mailboxCode: body.mailbox_code ?? null,
      ticket: body.ticket ?? null,
    };
    const done = await confirmOwnEnrollment(deps.operations, myselfOf(request), confirmation);
    return { body: { ...factorDocument(done.factor), recovery_codes: done.recoveryCodes } };
  },
});

const consequences = endpoint({
  method: 'GET',
  path: '/me/authenticators/{id}/consequences',
  operationId: 'previewRemoval',
  summary:
    'What removing a factor would lead to: who forbids it, what one would be removed from or suspended in',
  access: oneself(),
  status: 200,
  answer: followsSchema.extend({ forbidden_by: slugs, last_owner_of: slugs }),
  refusals: ['not_found'],
  async handle({ deps, me, params, now }) {
    const { db, plans } = deps.operations;
    const { person } = me();
    const outcome = await removalOutcome({ members: db.members, plans }, { person, now }, params.id ?? '');
    const removedFrom = outcome.result === 'allowed' ? outcome.removedFrom : [];
    const suspendedIn = outcome.result === 'allowed' ? outcome.suspendedIn : [];
    return {
      body: {
        forbidden_by: slugsOf(outcome.result === 'forbidden' ? outcome.by : []),
        last_owner_of: slugsOf(outcome.result === 'last_owner' ? outcome.of : []),
        removed_from: slugsOf(removedFrom),
        suspended_in: slugsOf(suspendedIn),
      },
    };
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: '/me/authenticators/{id}',
  operationId: 'removeMyAuthenticator',
  summary: 'Removes a factor; the answer names what followed. Other sessions end',
  access: oneself('always'),
  status: 200,
  answer: followsSchema,
  refusals: ['mfa_required', 'not_found', 'factor_required_by', 'last_owner'],
  async handle(request) {
    const { deps, params } = request;
    const followed = await removeAuthenticator(deps.operations, myselfOf(request), params.id ?? '');
    const { removedFrom, suspendedIn } = followed;
    return { body: { removed_from: slugsOf(removedFrom), suspended_in: slugsOf(suspendedIn) } };
  },
});

function begunDocument({ id, proof, expiresAt }: Pick<BegunApp, 'id' | 'proof' | 'expiresAt'>) {
  return { id, proof, expires_at: expiresAt.toISOString() };
}

function factorDocument({ id, kind, nickname, confirmedAt }: PersonFactor) {
  return { id, kind, nickname, confirmed_at: confirmedAt.toISOString() };
}

function slugsOf(organizations: readonly NamedOrganization[]): readonly string[] {
  return organizations.map(({ slug }) => slug);
}

export const myAuthenticatorEndpoints = [listFactors, begin, confirm, consequences, remove];
