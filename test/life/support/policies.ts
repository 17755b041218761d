import type { Policy } from './model.ts';
import type { Change, PolicyName } from './steps.ts';

type Enforce = Extract<Change, { step: 'enforce' }>;

interface PresetTerms {
  readonly required: 'everyone' | 'nobody';
  readonly activation: 'tonight' | 'when_compliant' | 'next_sign_in' | 'immediately';
  readonly sessions: 'keep' | 'end_at_deadline' | 'end_now';
  /** What else tells it from the others; null: as before. */
  readonly manner: string | null;
}

const hour = 3_600_000;

/** The table of presets in product.md section 2. */
const presets: Record<PolicyName, PresetTerms> = {
  'by-midnight': {
    required: 'everyone',
    activation: 'tonight',
    sessions: 'end_at_deadline',
    manner: 'remembers',
  },
  'everyone-ready': {
    required: 'everyone',
    activation: 'when_compliant',
    sessions: 'keep',
    manner: 'lets go',
  },
  'all-at-once': { required: 'everyone', activation: 'next_sign_in', sessions: 'keep', manner: 'plain' },
  'chosen-people': { required: 'nobody', activation: 'next_sign_in', sessions: 'keep', manner: 'plain' },
  'reset-driven': { required: 'nobody', activation: 'immediately', sessions: 'end_now', manner: '30 days' },
  off: { required: 'nobody', activation: 'immediately', sessions: 'keep', manner: null },
};

/** What is sent for a step, and what it comes to after the policy saved last. */
export function policyOf(
  step: Enforce,
  previous: Policy,
  now: number,
): { readonly document: object; readonly policy: Policy } {
  const preset = presets[step.policy];
  const manner = preset.manner ?? previous.manner;
  const deadline = typeof step.activation === 'number' ? now + step.activation * hour : null;
  const said = typeof step.activation === 'number' ? 'deadline' : step.activation;
  const activation = said === 'as_preset' ? preset.activation : said;
  const sessions = step.sessions === 'as_preset' ? preset.sessions : step.sessions;
  const hasDeadline = activation === 'deadline' || activation === 'tonight';
  const document = {
    ...(step.policy === 'off' ? { required: 'nobody', activation, sessions } : { preset: step.policy }),
    ...(deadline === null ? {} : { activation: { deadline: new Date(deadline).toISOString() } }),
    ...(said === 'as_preset' || said === 'deadline' ? {} : { activation }),
    ...(step.sessions === 'as_preset' ? {} : { sessions }),
  };
  const policy: Policy = {
    savedAt: now,
    terms: [preset.required, activation, deadline ?? '', sessions, manner].join(' '),
    manner,
    requires: preset.required === 'everyone' ? 'everyone' : 'chosen',
    startsAt: deadline ?? (activation === 'tonight' ? nextMidnight(now) : now),
    reaches: activation === 'next_sign_in' ? 'later_sign_ins' : 'every_session',
    endsSessions: sessions !== 'keep',
    onlyWhenCompliant: activation === 'when_compliant' && preset.required === 'everyone',
    joiningTakesMfa: manner === 'lets go' && preset.required === 'everyone',
    remembersMs: manner === 'remembers' ? 24 * hour : 0,
    isContradictory: hasDeadline ? sessions === 'end_now' : sessions === 'end_at_deadline',
  };
  return { document, policy };
}

/** The organization lives in UTC. */
function nextMidnight(now: number): number {
  return (Math.floor(now / (24 * hour)) + 1) * 24 * hour;
}
