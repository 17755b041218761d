import { Temporal } from 'temporal-polyfill';
import type { ActivationDocument, EnforcementDocument } from './enforcement-document.ts';
import type { EnforcementPolicy, Instant } from './facts.ts';
import { nextLocalMidnight } from './local-midnight.ts';
import { policyFromFields } from './policy-from-fields.ts';
import { type PolicyProblem, policyProblems } from './policy-problems.ts';
import { haveSameTerms } from './policy-terms.ts';
import { defaultPreset, presets } from './presets.ts';

export type { EnforcementDocument } from './enforcement-document.ts';

/** What a document is resolved against. */
export interface ResolutionContext {
  readonly now: Instant;
  /** IANA zone of the organization, already checked. */
  readonly timeZone: string;
  /** The policy saved last, in effect or only announced; `defaultPolicy` where none was. */
  readonly previous: EnforcementPolicy;
}

export type PolicyResolution =
  | { readonly ok: true; readonly policy: EnforcementPolicy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * The policy that a document stands for, with `tonight` turned into an instant once.
 * Values identical to the previous policy answer that very policy, `savedAt` and midnight included: saving never
 * disarms (ruling 5). Compare by identity to learn whether there is anything to save.
 */
export function resolvePolicy(document: EnforcementDocument, context: ResolutionContext): PolicyResolution {
  const activation = activationOf(fieldsOf(document).activation, context);
  if (activation === null) {
    const problem = 'must be an instant in ISO 8601 with an offset, like 2026-12-01T00:00:00+01:00';
    return { ok: false, problems: [{ path: 'activation.deadline', problem }] };
  }
  const policy = policyFromFields(fieldsOf(document), { activation, savedAt: context.now });
  const problems = policyProblems(policy);
  if (problems.length > 0) return { ok: false, problems };
  const { previous } = context;
  return { ok: true, policy: haveSameTerms(previous, policy) ? previous : policy };
}

function fieldsOf(document: EnforcementDocument) {
  const preset = presets[document.preset ?? defaultPreset];
  // A field left undefined is a field not said; the entries keep the types they had.
  const said = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
  return { ...preset, ...(said as Partial<typeof preset>) };
}

function activationOf(
  document: ActivationDocument,
  { now, timeZone }: Omit<ResolutionContext, 'previous'>,
): EnforcementPolicy['activation'] | null {
  if (document === 'tonight') {
    return { kind: 'deadline', at: nextLocalMidnight(now, timeZone), tonight: true };
  }
  if (typeof document === 'string') return { kind: document };
  const at = instantOf(document.deadline);
  return at === null ? null : { kind: 'deadline', at };
}

function instantOf(text: string): Instant | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // Not a date, or one without an offset, which would mean another instant on every server.
    return null;
  }
}
