import { accountScope, adminScope, machineScope } from '../../../environments/client-terms.ts';
import { rolesFrom } from '../../../organizations/core/admin-context.ts';
import type { RefusalCode } from '../../../refusal/refusal.ts';
import { type Access, type FreshMfa, freshMfaMaxAgeSeconds, scopesOf } from '../access/endpoint-access.ts';
import type { ChallengeCode } from '../answers/errors.ts';

/** How tokens for the API are had. @see OpenAPI 3.1 section 4.8.27 */
export function securitySchemes(issuer: string): Record<string, unknown> {
  const [authorizationUrl, tokenUrl] = [`${issuer}/auth`, `${issuer}/token`];
  const forPeople = {
    [accountScope]: 'read and change one’s own account',
    [adminScope]: 'administer organizations, by role',
  };
  return {
    // For clients that are handed a token, wherever it comes from.
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    oauth: {
      type: 'oauth2',
      flows: {
        authorizationCode: { authorizationUrl, tokenUrl, scopes: forPeople },
        clientCredentials: { tokenUrl, scopes: { [machineScope]: 'run the instance' } },
      },
    },
  };
}

/** What an operation says of its access, from the value that it is enforced by (ruling 29). */
export function accessFields(access: Access): Record<string, unknown> {
  const scopes = scopesOf[access.kind];
  const security = [
    ...scopes.map((scope) => ({ oauth: [scope] })),
    ...(scopes.length > 0 ? [{ bearer: [] }] : []),
  ];
  const roles = access.kind === 'administrator' ? { 'x-roles': rolesFrom(access.leastRole) } : {};
  return { security, ...roles, ...freshness(access), description: inWords(access) };
}

/** What the access of an operation can lead to. */
export function accessRefusals(access: Access): readonly (RefusalCode | ChallengeCode)[] {
  if (access.kind === 'public') return [];
  const codes: (RefusalCode | ChallengeCode)[] = ['token_missing', 'invalid_token', 'insufficient_scope'];
  codes.push('insufficient_user_authentication');
  if (access.kind === 'administrator') codes.push('not_found', 'not_allowed');
  if (freshMfaOf(access) !== 'never') codes.push('mfa_required');
  return codes;
}

function freshMfaOf(access: Access): FreshMfa {
  return 'freshMfa' in access ? access.freshMfa : 'never';
}

/** `x-mfa-max-age` in seconds. */
function freshness(access: Access): Record<string, unknown> {
  const freshMfa = freshMfaOf(access);
  if (freshMfa === 'never') return {};
  return { 'x-fresh-mfa': freshMfa, 'x-mfa-max-age': freshMfaMaxAgeSeconds };
}

function inWords(access: Access): string {
  const minutes = freshMfaMaxAgeSeconds / 60;
  const fresh: Record<FreshMfa, string> = {
    never: '',
    where_it_loosens: ` Where it loosens protection, or touches a factor that stands, a person needs a second factor of the last ${minutes} minutes.`,
    always: ` A person needs a second factor of the last ${minutes} minutes.`,
  };
  return whoInWords(access) + fresh[freshMfaOf(access)];
}

function whoInWords(access: Access): string {
  if (access.kind === 'public') return 'For everybody, without a token.';
  if (access.kind === 'operator') return 'For the operator alone.';
  if (access.kind === 'administrator')
    return `For members of the organization with a role among ${rolesFrom(access.leastRole).join(', ')}, and for the operator.`;
  const withCode =
    access.recoveryCode === 'enough' ? ' A session that rests on a recovery code is enough.' : '';
  return `For people about themselves.${withCode}`;
}
