import { Temporal } from 'temporal-polyfill';
import type { EnforcementPolicy, Instant } from '../facts.ts';
import { nextLocalMidnight } from '../time/local-midnight.ts';
import type { ActivationDocument, EnforcementDocument, EnforcementFields } from './enforcement-document.ts';
import { policyFromFields } from './policy-from-fields.ts';
import { type PolicyProblem, policyProblems } from './policy-problems.ts';
import { haveSameTerms, toDocument } from './policy-terms.ts';
import { presets } from './presets.ts';

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

type Activation = EnforcementPolicy['activation'];

/**
 * The policy that a document stands for, with `tonight` turned into an instant once. A document with a preset starts
 * from the preset, one without from the policy saved last; each field that it says replaces the whole field, `challenge`
 * as well. So what it leaves out keeps its value, a deadline and a midnight their instant, passed or to come.
 * Values identical to the previous policy answer that very policy, `savedAt` included: saving never disarms (ruling 5).
 * Compare by identity to learn whether there is anything to save.
 */
export function resolvePolicy(document: EnforcementDocument, context: ResolutionContext): PolicyResolution {
  const { preset, ...said } = saidOf(document);
  if (preset === undefined && Object.keys(said).length === 0) return refused(nothingSaid);
  const fields = preset === undefined ? said : { ...presets[preset], ...said };
  const activation = activationOf(fields.activation, context);
  if (activation === null) return refused(noInstant);
  const { previous, now } = context;
  const policy = policyFromFields({ ...toDocument(previous), ...fields }, { activation, savedAt: now });
  const problems = policyProblems(policy);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, policy: haveSameTerms(previous, policy) ? previous : policy };
}

const nothingSaid: PolicyProblem = {
  path: 'preset',
  problem: 'is missing, and so is every other field; name a preset, or what is to change',
};

const noInstant: PolicyProblem = {
  path: 'activation.deadline',
  problem: 'must be an instant in ISO 8601 with an offset, like 2026-12-01T00:00:00+01:00',
};

function refused(problem: PolicyProblem): PolicyResolution {
  return { ok: false, problems: [problem] };
}

type Said = Partial<EnforcementFields> & Pick<EnforcementDocument, 'preset'>;

/** A field left undefined is a field not said. */
function saidOf(document: EnforcementDocument): Said {
  // The entries keep the types they had.
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined)) as Said;
}

/** Null for a deadline that is no instant. */
function activationOf(
  document: ActivationDocument | undefined,
  { now, timeZone, previous }: ResolutionContext,
): Activation | null {
  if (document === undefined) return previous.activation;
  if (document === 'tonight') {
    return isMidnightAhead(previous.activation, now)
      ? previous.activation
      : { kind: 'deadline', at: nextLocalMidnight(now, timeZone), tonight: true };
  }
  if (typeof document === 'string') return { kind: document };
  const at = instantOf(document.deadline);
  if (at === null) return null;
  const isSame = previous.activation.kind === 'deadline' && previous.activation.at === at;
  return isSame ? previous.activation : { kind: 'deadline', at };
}

/** A midnight that the word stood for already, also by another zone (ruling 16). */
function isMidnightAhead(activation: Activation, now: Instant): boolean {
  return activation.kind === 'deadline' && activation.tonight === true && now < activation.at;
}

function instantOf(text: string): Instant | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // Not a date, or one without an offset, which would mean another instant on every server.
    return null;
  }
}
