import { z } from 'zod';
import { email } from '../../../../documents/fields.ts';
import {
  cancelEmailChange,
  type PendingEmailChange,
  pendingEmailChange,
  resendEmailChange,
} from '../../../../self-service/pending-email-change.ts';
import { requestEmailChange } from '../../../../self-service/request-email-change.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { emailField, instantField } from '../../answers/answer-fields.ts';
import { InvalidValue } from '../../answers/errors.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { passwordField } from './account.ts';

const pendingSchema = z
  .object({
    new_email: emailField,
    consent_needed: z.boolean().describe('the old address has to agree too'),
    confirmed_new: z.boolean().describe('the link to the new address was followed'),
    confirmed_old: z
      .boolean()
      .describe('the link to the old address was followed; false where it need not be'),
    expires_at: instantField,
  })
  .meta({ id: 'PendingEmailChange' });

const newEmail = endpoint({
  method: 'POST',
  path: '/me/email',
  operationId: 'changeMyEmail',
  summary: 'Mails a link to a new address; nothing changes until it is followed, within seven days',
  access: oneself('where_it_loosens'),
  body: z.strictObject({ password: passwordField, new_email: email, ticket: z.string().max(100).optional() }),
  status: 200,
  answer: z.object({
    new_email: emailField,
    consent_needed: z.boolean().describe('the old address has to agree too, by a link that was mailed to it'),
    expires_at: instantField,
  }),
  refusals: ['mfa_required', 'password_wrong', 'token_invalid', 'too_many_attempts', 'server_busy'],
  async handle(request) {
    const { deps, body, me } = request;
    if (body.new_email === me().person.user.email)
      throw new InvalidValue(422, [{ path: '/new_email', problem: 'is the address already' }]);
    const change = { password: body.password, newEmail: body.new_email, ticket: body.ticket ?? null };
    const { needsConsent, expiresAt } = await requestEmailChange(deps.operations, myselfOf(request), change);
    const answer = { consent_needed: needsConsent, expires_at: expiresAt.toISOString() };
    return { body: { new_email: body.new_email, ...answer } };
  },
});

const readPending = endpoint({
  method: 'GET',
  path: '/me/email',
  operationId: 'readMyEmailChange',
  summary: 'The change of the e-mail address that waits for its links to be followed',
  access: oneself(),
  status: 200,
  answer: z.object({ pending: pendingSchema.nullable().describe('null: none waits') }),
  async handle({ deps, me, now }) {
    const change = await pendingEmailChange(deps.operations.db, me().person, now);
    return { body: { pending: change && pendingDocument(change) } };
  },
});

const cancel = endpoint({
  method: 'DELETE',
  path: '/me/email',
  operationId: 'cancelMyEmailChange',
  summary: 'Takes back a change of the e-mail address that waits; its links are worth nothing',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle(request) {
    await cancelEmailChange(request.deps.operations.db, myselfOf(request));
    return {};
  },
});

const resend = endpoint({
  method: 'POST',
  path: '/me/email/resend',
  operationId: 'resendMyEmailChange',
  summary: 'Mails the links again that have not been followed; they end when those before would have',
  access: oneself(),
  status: 200,
  answer: pendingSchema,
  refusals: ['not_found', 'too_many_attempts'],
  async handle(request) {
    return { body: pendingDocument(await resendEmailChange(request.deps.operations, myselfOf(request))) };
  },
});

function pendingDocument(change: PendingEmailChange): z.input<typeof pendingSchema> {
  return {
    new_email: change.newEmail,
    consent_needed: change.needsConsent,
    confirmed_new: change.confirmedNew,
    confirmed_old: change.confirmedOld,
    expires_at: change.expiresAt.toISOString(),
  };
}

export const myEmailEndpoints = [readPending, newEmail, cancel, resend];
