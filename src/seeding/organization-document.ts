import { z } from 'zod';
import { enforcementSchema } from '../documents/enforcement-document.ts';
import {
  count,
  displayName,
  domain,
  email,
  slug,
  timeZone,
  word,
  writtenLanguage,
} from '../documents/fields.ts';

const role = word(['owner', 'admin', 'member']);

/** A member by the e-mail of a user; whether there is such a user, only the database knows. */
export const memberSchema = z.strictObject({
  email,
  /** Default for a new member: `member`. */
  role: role.exactOptional(),
  /** Default for a new member: `inherit`. */
  override: word(['inherit', 'required', 'exempt']).exactOptional(),
});

/** An invitation by e-mail. */
export const invitationSchema = z.strictObject({
  email,
  /** Default: `member`. */
  role: role.exactOptional(),
});

/** One organization of the seeding file. Absent members keep their value or take the product's default. */
export const organizationSchema = z.strictObject({
  slug,
  name: displayName.exactOptional(),
  plan: slug.exactOptional(),
  seats: count(1, 10_000_000).exactOptional(),
  time_zone: timeZone.exactOptional(),
  domains: z.array(domain).default([]),
  language: writtenLanguage.nullable().exactOptional(),
  notification_email: email.nullable().exactOptional(),
  show_notification_email: z.boolean().exactOptional(),
  enforcement: enforcementSchema.exactOptional(),
  members: z.array(memberSchema).default([]),
  invitations: z.array(invitationSchema).default([]),
});

export type OrganizationDocument = z.output<typeof organizationSchema>;
