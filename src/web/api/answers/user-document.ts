import { z } from 'zod';
import type { User } from '../../../people/user.ts';
import { emailField, idField, instantField } from '../answers/answer-fields.ts';

/** An account as the operator sees it. */
export const userSchema = z
  .object({
    id: idField,
    email: emailField,
    email_verified: z.boolean(),
    name: z.string().nullable(),
    profile: z.record(z.string(), z.unknown()).describe('standard claims of OpenID Connect'),
    attributes: z
      .record(z.string(), z.unknown())
      .describe('whatever else is known; claims through the claim_mapping of a client alone'),
    deactivated: z.boolean().describe('closed: nothing of the account opens anything; memberships stay'),
    operator: z.boolean().describe('may use the pages of the operator; no token carries it'),
    created_at: instantField,
  })
  .meta({ id: 'User' });

export function userDocument(user: User): z.input<typeof userSchema> {
  return {
    id: user.id,
    email: user.email,
    email_verified: user.emailVerified,
    name: user.name,
    profile: user.profile,
    attributes: user.attributes,
    deactivated: user.deactivatedAt !== null,
    operator: user.isOperator,
    created_at: user.createdAt.toISOString(),
  };
}
