import { z } from 'zod';
import { displayName } from '../../../../documents/fields.ts';
import type { PersonFactor } from '../../../../people/person.ts';
import { factorKinds } from '../../../../policy/factors/factor-kinds.ts';
import {
  type BegunApp,
  beginEnrollment,
  beginKeyEnrollment,
} from '../../../../self-service/begin-enrollment.ts';
import { confirmOwnEnrollment } from '../../../../self-service/confirm-enrollment.ts';
import { qrPicture } from '../../../pages/qr-picture.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneselfEnrolling } from '../../access/endpoint-access.ts';
import { idField, instantField } from '../../answers/answer-fields.ts';
import { pageOf, wholePage } from '../../dialects/own/pages.ts';
import { myselfOf } from '../../input/self-service-context.ts';

const factorSchema = z.object({
  id: idField,
  kind: z.enum(factorKinds),
  nickname: z.string(),
  confirmed_at: instantField,
  last_used_at: instantField.nullable().describe('when it was last right at a sign-in; null: never'),
});

export const authenticatorSchema = factorSchema.meta({ id: 'Authenticator' });

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

const listFactors = endpoint({
  method: 'GET',
  path: '/me/authenticators',
  operationId: 'listMyAuthenticators',
  summary: 'The confirmed factors of the caller, without their secrets',
  access: oneselfEnrolling(),
  status: 200,
  answer: pageOf(authenticatorSchema),
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
    const qr = await qrPicture(otpauthUri);
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
    const factor = factorDocument({ ...done.factor, lastUsedAt: null });
    return { body: { ...factor, recovery_codes: done.recoveryCodes } };
  },
});

function begunDocument({ id, proof, expiresAt }: Pick<BegunApp, 'id' | 'proof' | 'expiresAt'>) {
  return { id, proof, expires_at: expiresAt.toISOString() };
}

export function factorDocument({ id, kind, nickname, confirmedAt, lastUsedAt }: PersonFactor) {
  const used = { last_used_at: lastUsedAt?.toISOString() ?? null };
  return { id, kind, nickname, confirmed_at: confirmedAt.toISOString(), ...used };
}

export const myAuthenticatorEndpoints = [listFactors, begin, confirm];
