/** What browsers send of a key, before any of it is believed. */
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { Refusal } from '../refusal/refusal.ts';

const base64url = z
  .string()
  .max(8192)
  .regex(/^[A-Za-z0-9_-]*$/);
const credential = { id: base64url.min(1), rawId: base64url.min(1), type: z.literal('public-key') };

const assertionSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
  clientExtensionResults: z.object({}).default({}),
});

const transport = z.string().max(32);

const registrationSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(transport).max(10).default([]),
  }),
  clientExtensionResults: z.object({}).default({}),
});

type Registration = z.infer<typeof registrationSchema>;

/** @throws Refusal `key_not_accepted` */
export function readAssertion(answer: unknown): z.infer<typeof assertionSchema> {
  return read(assertionSchema, answer);
}

/** @throws Refusal `key_not_accepted` */
export function readRegistration(answer: unknown): Registration {
  return read(registrationSchema, answer);
}

/** In bytes (WebAuthn section 7.1, step 25). */
const longestCredentialId = 1023;

/**
 * Without a certificate, and with an id of a length that a key may have. We ask for no attestation; the library would
 * check one all the same, and follow addresses in certificates that anybody can make.
 */
export function isPlain({ id, response }: Registration): boolean {
  if (bytesOf(id).length > longestCredentialId) return false;
  try {
    const attestation = decodeAttestationObject(bytesOf(response.attestationObject));
    const format = attestation.get('fmt');
    return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
  } catch {
    return false;
  }
}

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw refused('unreadable');
  return parsed.data;
}

/** The library throws plain errors for each of its checks; none of them is a bug. Their texts repeat what was sent. */
export function refuse(error: unknown): never {
  throw refused(/counter/.test(String(error)) ? 'counter' : 'not_verified');
}

/** Why, for the log: one of few words. */
export function refused(
  reason: 'counter' | 'not_of_this_account' | 'not_plain' | 'not_verified' | 'unreadable',
): Refusal {
  return new Refusal('key_not_accepted', { reason });
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}
