import { z } from 'zod';
import { refusalCodes } from '../../../refusal/refusal.ts';
import { challengeCodes, requestCodes } from '../answers/errors.ts';

/** Every code that a problem may have. */
export const problemCodes = [...refusalCodes, ...challengeCodes, ...requestCodes].toSorted();

const invalidValue = z
  .object({
    path: z.string().describe('JSON Pointer into the body (RFC 6901), or the name of a parameter or header'),
    problem: z.string(),
  })
  .meta({ id: 'InvalidValue' });

/** Problem details; more members may come. @see RFC 9457 */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('a URN of the code, or about:blank'),
    title: z.string().describe('what happened, in the language that was asked for'),
    status: z.int(),
    code: z.enum(problemCodes as [string, ...string[]]).describe('stable'),
    detail: z.string().describe('what to do about it').optional(),
    list: z.array(z.string()).describe('e-mails, slugs or values that the refusal is about').optional(),
    contrast: z
      .object({ ratio: z.number(), nearest: z.string() })
      .meta({ id: 'Contrast' })
      .describe('of a colour that stands out too little: its ratio, and the nearest one that would do')
      .optional(),
    errors: z.array(invalidValue).describe('each value that cannot stay as it is').optional(),
  })
  .meta({ id: 'Problem' });
