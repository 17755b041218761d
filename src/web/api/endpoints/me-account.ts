import { z } from 'zod';
import { email } from '../../../documents/fields.ts';
import { changePassword } from '../../../self-service/change-password.ts';
import { checkRecoveryCode } from '../../../self-service/check-recovery-code.ts';
import { renewRecoveryCodes } from '../../../self-service/renew-recovery-codes.ts';
import { requestEmailChange } from '../../../self-service/request-email-change.ts';
import { endpoint } from '../access/endpoint.ts';
import { oneself } from '../access/endpoint-access.ts';
import { InvalidValue } from '../answers/errors.ts';
import { myselfOf } from '../input/self-service-context.ts';
import { emailField, instantField } from './answer-fields.ts';

/** A bound on what is hashed; what a password may be is the rules' to say. */
const password = z.string().max(4096);

const newCodes = endpoint({
  method: 'POST',
  path: '/me/recovery-codes',
  operationId: 'renewRecoveryCodes',
  secrets: ['recovery_codes'],
  summary: 'Makes ten new recovery codes, shown once; the old ones are invalidated',
  access: oneself('always'),
  status: 201,
  answer: z.object({ recovery_codes: z.array(z.string()) }),
  refusals: ['mfa_required', 'too_many_attempts'],
  async handle(request) {
    const { deps } = request;
    return { body: { recovery_codes: await renewRecoveryCodes(deps.operations, myselfOf(request)) } };
  },
});

const checkCode = endpoint({
  method: 'POST',
  path: '/me/recovery-codes/check',
  operationId: 'checkRecoveryCode',
  summary:
    'Shows that an unused recovery code is at hand; it stays unused, and proves nothing about the session',
  access: oneself(),
  body: z.strictObject({ code: z.string().max(100) }),
  status: 204,
  answer: null,
  refusals: ['recovery_code_wrong', 'too_many_attempts', 'server_busy'],
  async handle(request) {
    const { deps, body } = request;
    await checkRecoveryCode(deps.operations, myselfOf(request), body.code);
    return {};
  },
});

const newPassword = endpoint({
  method: 'POST',
  path: '/me/password',
  operationId: 'changeMyPassword',
  summary: 'Replaces the password; other sessions end, the present one goes on',
  access: oneself(),
  body: z.strictObject({ current_password: password, new_password: password }),
  status: 204,
  answer: null,
  refusals: [
    'password_wrong',
    'password_too_short',
    'password_too_common',
    'too_many_attempts',
    'server_busy',
  ],
  async handle(request) {
    const { deps, body } = request;
    const passwords = { current: body.current_password, next: body.new_password };
    await changePassword(deps.operations, myselfOf(request), passwords);
    return {};
  },
});

const newEmail = endpoint({
  method: 'POST',
  path: '/me/email',
  operationId: 'changeMyEmail',
  summary: 'Mails a link to a new address; nothing changes until it is followed, within seven days',
  access: oneself('where_it_loosens'),
  body: z.strictObject({ password, new_email: email, ticket: z.string().max(100).optional() }),
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

export const myAccountEndpoints = [newCodes, checkCode, newPassword, newEmail];
