import { parseDocument } from 'yaml';
import { z } from 'zod';
import { slug, word } from '../documents/fields.ts';
import { type DocumentProblem, readBy } from '../documents/problems.ts';
import { clientSchema } from './client-document.ts';
import { contradictions } from './contradictions.ts';
import { organizationSchema } from './organization-document.ts';
import { withoutUnknownMetadata } from './unknown-metadata.ts';
import { userSchema } from './user-document.ts';

/** An environment and the state of its MFA. */
export const environmentSchema = z.strictObject({
  name: slug,
  mfa: word(['off', 'pilot', 'on']).exactOptional(),
});

/** The whole file; every part may be left out. */
export const seedingSchema = z.strictObject({
  environments: z.array(environmentSchema).default([]),
  clients: z.array(clientSchema).default([]),
  users: z.array(userSchema).default([]),
  organizations: z.array(organizationSchema).default([]),
});

/** What `apply` writes: the file of interface section 3 under its own names, checked and normalized. */
export type SeedingDocument = z.output<typeof seedingSchema>;

export type SeedingResult =
  | {
      readonly ok: true;
      readonly document: SeedingDocument;
      /** What of it counts for nothing. */
      readonly notices: readonly DocumentProblem[];
    }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] };

/**
 * Reads a seeding file in YAML or JSON and reports everything that is wrong with it at once.
 * Left to the operation that writes it, because only the database knows: whether members, plans, environments and
 * organizations that are named exist, free seats, the strength of passwords, and which enforcement fields go together.
 */
export function readSeedingDocument(text: string): SeedingResult {
  const content = parseText(text);
  if (!content.ok) return content;
  const { document, notices } = withoutUnknownMetadata(content.value);
  const read = readBy(seedingSchema, document);
  const faults = read.ok ? [] : read.problems;
  // What is wrong by itself needs no second word about how it goes with others.
  const others = contradictions(document).filter(({ path }) => !faults.some((fault) => fault.path === path));
  const problems = [...faults, ...others];
  return read.ok && problems.length === 0
    ? { ok: true, document: read.value, notices }
    : { ok: false, problems };
}

type Content = { readonly ok: true; readonly value: unknown } | (SeedingResult & { readonly ok: false });

function parseText(text: string): Content {
  // JSON is YAML, so one parser reads both.
  const parsed = parseDocument(text, { prettyErrors: false });
  const faults = [...parsed.errors, ...parsed.warnings];
  if (faults.length > 0) return { ok: false, problems: faults.map((fault) => faultAt(text, fault)) };
  try {
    return { ok: true, value: parsed.toJS({ maxAliasCount: 100 }) ?? {} };
  } catch {
    // The parser stops at aliases that would unfold without end.
    return { ok: false, problems: [{ path: '', problem: 'unfolds too many aliases' }] };
  }
}

function faultAt(text: string, fault: { readonly pos: readonly [number, number]; readonly code: string }) {
  const line = text.slice(0, fault.pos[0]).split('\n').length;
  // The parser's own message may repeat a line that holds a secret.
  const problem = `is neither YAML nor JSON (line ${line}: ${fault.code.toLowerCase().replaceAll('_', ' ')})`;
  return { path: '', problem };
}
