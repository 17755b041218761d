import { z } from 'zod';
import { changePassword } from '../../../../self-service/change-password.ts';
import { checkRecoveryCode } from '../../../../self-service/check-recovery-code.ts';
import { renewRecoveryCodes } from '../../../../self-service/renew-recovery-codes.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { myselfOf } from '../../input/self-service-context.ts';

/** A bound on what is hashed; what a password may be is the rules' to say. */
export const passwordField = z.string().max(4096);

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
  body: z.strictObject({ current_password: passwordField, new_password: passwordField }),
  status: 204,
  answer: null,
  refusals: [
    'password_wrong',
    'password_too_short',
    'password_too_common',
    'password_unchanged',
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

export const myAccountEndpoints = [newCodes, checkCode, newPassword];
