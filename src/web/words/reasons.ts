import type { Reason } from '../../policy/decision.ts';
import type { Words, WordValues } from './language.ts';
import { instantInWords } from './time-in-words.ts';

/** A reason of the policy as a page carries it; its instants are told in `timeZone` (IANA). */
export interface Why {
  readonly reason: Reason;
  readonly timeZone: string;
}

/** Pairs reasons with the zones of their organizations (by organization id); without one it is UTC. */
export function whyOf(reasons: readonly Reason[], timeZones: Readonly<Record<string, string>> = {}): Why[] {
  return reasons.map((reason) => ({
    reason,
    timeZone: timeZones[reason.organization?.id ?? ''] ?? 'UTC',
  }));
}

/** Says why a step is asked, one sentence for each different reason ("Acme has required it since 1 December 2026 …"). */
export function whyInWords(words: Words, why: readonly Why[], clientName: string | null): string[] {
  const sentences = why.map((each) => sentence(words, each, clientName));
  return [...new Set(sentences)];
}

function sentence(words: Words, { reason, timeZone }: Why, clientName: string | null): string {
  const values: WordValues = {
    ...(reason.organization && { organization: reason.organization.name }),
    ...(reason.since !== undefined && {
      since: { ours: instantInWords(words.language, reason.since, timeZone) },
    }),
    ...(clientName !== null && { client: clientName }),
  };
  return words.say(mostExactKey(words, reason, values), values);
}

/** A sentence that names who asks and since when, as far as this is known; the last one names nobody. */
function mostExactKey(words: Words, reason: Reason, values: WordValues): string {
  const named = isNameKnown(reason, values) ? `reasons.${reason.code}.${reason.by}` : null;
  const keys = [named && 'since' in values ? `${named}-since` : null, named];
  return keys.find((key) => key !== null && words.knows(key)) ?? `reasons.${reason.code}.anyone`;
}

function isNameKnown(reason: Reason, values: WordValues): boolean {
  if (reason.by === 'organization') return 'organization' in values;
  if (reason.by === 'client' || reason.by === 'request') return 'client' in values;
  return true;
}
