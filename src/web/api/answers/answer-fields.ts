import { z } from 'zod';

/** Fields of answers, with the formats that clients are told of. */

export const instantField = z.iso.datetime();

export const idField = z.uuid();

/** Not checked again: it was when it came in. */
export const emailField = z.string().meta({ format: 'email' });

export const roleField = z.enum(['owner', 'admin', 'member']);

/** A ticket to set up a first factor. */
export const ticketSchema = z.object({ code: z.string(), expires_at: instantField });

/** Which browser it was, as far as it is known. */
export const browserFields = {
  browser: z.string().nullable().describe('e.g. `Firefox`; null: nobody knows'),
  system: z.string().nullable().describe('the operating system, e.g. `Windows`; null: nobody knows'),
};
