import { z } from 'zod';
import { isSupportedDigits, normalizeTotpSecret } from '../authenticators/totp.ts';
import { count, displayName, email, word } from '../documents/fields.ts';
import { isSupportedHash } from '../passwords/imported-hashes.ts';
import { attributesSchema } from './attributes-document.ts';
import { profileSchema } from './profile-document.ts';

/** Longest password taken, in characters; beyond it hashing would cost too much. */
const longestPassword = 1024;

const totpSecret = z.string().transform((text, context) => {
  const secret = normalizeTotpSecret(text);
  if (secret !== null) return secret;
  context.issues.push({ code: 'custom', message: 'must be base32 of 16 to 64 bytes', input: null });
  return z.NEVER;
});

const totpSchema = z.strictObject({
  secret: totpSecret,
  /** Seconds; default 30. */
  period: count(15, 120).exactOptional(),
  digits: z.number().refine(isSupportedDigits, 'must be 6, 7 or 8').exactOptional(),
  algorithm: word(['SHA1', 'SHA256', 'SHA512']).exactOptional(),
});

/** One user of the seeding file; `password` and `totp` count only when the user is created. */
export const userSchema = z.strictObject({
  email,
  email_verified: z.boolean().exactOptional(),
  name: displayName.exactOptional(),
  password: z
    .string()
    .min(1, 'must not be empty')
    .max(longestPassword, `must have at most ${longestPassword} characters`)
    .exactOptional(),
  password_hash: z
    .string()
    .refine(
      isSupportedHash,
      'must be argon2id, bcrypt, scrypt or pbkdf2 in PHC form, within the supported costs',
    )
    .exactOptional(),
  totp: totpSchema.exactOptional(),
  profile: profileSchema.exactOptional(),
  attributes: attributesSchema.exactOptional(),
  /** Left out: as it is. Closing an account keeps its memberships. */
  deactivated: z.boolean().exactOptional(),
  /** Left out: as it is (ruling 34). */
  operator: z.boolean().exactOptional(),
});

export type UserDocument = z.output<typeof userSchema>;
