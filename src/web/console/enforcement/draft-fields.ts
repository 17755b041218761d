import type {
  ChallengeDocument,
  EnforcementFields,
} from '../../../policy/enforcement/enforcement-document.ts';
import type { Instant } from '../../../policy/facts.ts';
import { nextLocalMidnight } from '../../../policy/time/local-midnight.ts';
import type { Form } from '../../forms/form.ts';
import { momentsOf } from '../../words/moments.ts';

/** Where and when a draft is made. */
export interface DraftPlace {
  /** IANA name: dates and times of a draft are told in it. */
  readonly timeZone: string;
  readonly now: Instant;
}

/** A policy as the fields of the form that changes it. A policy without a deadline has the coming midnight filled in. */
export function draftOfFields(fields: EnforcementFields, place: DraftPlace): Form {
  const { activation } = fields;
  const { timeZone, now } = place;
  const dated = activation === 'tonight' || typeof activation === 'object';
  const at =
    typeof activation === 'object' ? Date.parse(activation.deadline) : nextLocalMidnight(now, timeZone);
  return {
    required: fields.required,
    activation: dated ? 'deadline' : activation,
    ...momentsOf('en', timeZone, now).fields(at),
    sessions: fields.sessions,
    self_disable: fields.self_disable,
    joining: fields.joining,
    ...challengeFields(fields.challenge),
    ...Object.fromEntries(fields.factors.map((kind) => [`factor_${kind}`, 'on'])),
    minimum_acr: String(fields.minimum_acr),
    enrollment_proof: fields.enrollment_proof,
    grace_days: String(fields.grace_days),
  };
}

function challengeFields(challenge: ChallengeDocument): Form {
  const terms = challenge === 'every_sign_in' ? {} : challenge;
  const { max_age_seconds: maxAge = null, new_address: newAddress = false } = terms;
  const { remembered_device_days: remembered = null, session_max_days: session = null } = terms;
  const isAgain = maxAge !== null || newAddress || remembered !== null;
  return {
    challenge: isAgain ? 'again' : 'every_sign_in',
    ...lengthFields(maxAge),
    ...(newAddress ? { new_address: 'on' } : {}),
    remembered_device_days: remembered === null ? '' : String(remembered),
    session_max_days: session === null ? '' : String(session),
  };
}

const units = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** A day is said as 24 hours, since that is what it means. */
function lengthFields(seconds: number | null): Form {
  if (seconds === null) return { max_age: '', max_age_unit: 'hours' };
  const whole = units.filter(([unit, size]) => seconds % size === 0 && (unit !== 'days' || seconds > size));
  const [unit, size] = whole[0] ?? ['seconds', 1];
  return { max_age: String(seconds / size), max_age_unit: unit };
}
