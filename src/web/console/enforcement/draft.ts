import { challengeTermsSchema, enforcementSchema } from '../../../documents/enforcement-document.ts';
import { policyFromFields } from '../../../policy/enforcement/policy-from-fields.ts';
import { policyProblems } from '../../../policy/enforcement/policy-problems.ts';
import { type PresetName, presetNames, presets } from '../../../policy/enforcement/presets.ts';
import type { EnforcementDocument } from '../../../policy/enforcement/resolve-policy.ts';
import type { Instant } from '../../../policy/facts.ts';
import { localInstant } from '../../../policy/time/local-instant.ts';
import { nextLocalMidnight } from '../../../policy/time/local-midnight.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import type { Form } from '../../forms/form.ts';
import { momentsOf } from '../../words/moments.ts';
import { type DraftPlace, draftOfFields } from './draft-fields.ts';

/** The preset that a form has chosen; null for none, or none that we know. */
export function presetIn({ preset }: Form): PresetName | null {
  return presetNames.find((name) => name === preset) ?? null;
}

/** A preset as a form with all of its fields; a deadline is the coming midnight. */
export function draftOfPreset(name: PresetName, place: DraftPlace): Form {
  return { preset: name, ...draftOfFields(presets[name], place) };
}

/**
 * What was sent as a form with all fields: where another preset was chosen than the one whose details stood there, these do
 * not count, but for the date that one begins with: it is the first thing that is typed.
 */
export function completeDraft(form: Form, place: DraftPlace): Form {
  const chosen = presetIn(form);
  if (chosen !== null && form.details_of !== chosen) {
    const usual = draftOfPreset(chosen, place);
    const { date = usual.date ?? '', time = usual.time ?? '' } = form;
    return usual.activation === 'deadline' ? { ...usual, date, time } : usual;
  }
  const { action: _, details_of: __, ...draft } = form;
  return draft;
}

/** Whether a form holds a whole policy, as `completeDraft` leaves it. */
export function isDraft({ required, activation }: Form): boolean {
  return required !== undefined && activation !== undefined;
}

/**
 * The document that a draft stands for. The coming midnight of a preset is `tonight`, as it says, so that saving it again
 * does not move it (ruling 5).
 * @throws FieldRefused `invalid_policy` at the field that cannot stay as it is
 */
export function documentOf(draft: Form, { timeZone, now }: DraftPlace): EnforcementDocument {
  const said = {
    required: draft.required,
    activation: activationIn(draft, { timeZone, now }),
    sessions: draft.sessions,
    self_disable: draft.self_disable,
    joining: draft.joining,
    challenge: challengeIn(draft),
    factors: (['totp', 'webauthn'] as const).filter((kind) => draft[`factor_${kind}`] !== undefined),
    minimum_acr: Number(draft.minimum_acr),
    enrollment_proof: draft.enrollment_proof,
    grace_days: numberIn(draft, 'grace_days') ?? 0,
  };
  const read = enforcementSchema.safeParse(said);
  if (!read.success) throw refusedAt(read.error.issues[0]?.path.join('.') ?? '');
  const { preset: _, activation = 'next_sign_in', ...fields } = read.data;
  const complete = { ...presets['chosen-people'], ...fields };
  const kind = isDated(activation)
    ? ({ kind: 'deadline', at: now } as const)
    : ({ kind: activation } as const);
  const [problem] = policyProblems(policyFromFields(complete, { activation: kind, savedAt: now }));
  if (problem !== undefined) throw refusedAt(problem.path);
  return { ...complete, activation };
}

type Activation = NonNullable<EnforcementDocument['activation']>;

function isDated(
  activation: Activation,
): activation is Exclude<Activation, 'immediately' | 'next_sign_in' | 'when_compliant'> {
  return typeof activation === 'object' || activation === 'tonight';
}

function activationIn(draft: Form, { timeZone, now }: DraftPlace): unknown {
  if (draft.activation !== 'deadline') return draft.activation;
  const at = deadlineIn(draft, timeZone);
  if (at === null) throw new FieldRefused('date', 'invalid_policy');
  const isTonight = draft.preset === 'by-midnight' && at === nextLocalMidnight(now, timeZone);
  return isTonight ? 'tonight' : { deadline: new Date(at).toISOString() };
}

/**
 * A date that is over would bind at once, which another choice says. That of the rule which is changed may be.
 * @throws FieldRefused `invalid_policy`
 */
export function requireAhead(draft: Form, { timeZone, now }: DraftPlace, standing: Instant): void {
  const at = draft.activation === 'deadline' ? deadlineIn(draft, timeZone) : null;
  const isOver = at !== null && at <= now;
  // Fields tell no seconds.
  if (isOver && at !== standing - (standing % 60_000)) throw new FieldRefused('date', 'invalid_policy');
}

/** The instant that a draft names; null for what is none. */
export function deadlineIn({ date = '', time = '' }: Form, timeZone: string): Instant | null {
  return localInstant(date, time, timeZone);
}

/** Whether the clock skips the time that a draft names, so that its instant is told as another one. */
export function isSkipped({ date = '', time = '' }: Form, { timeZone, now }: DraftPlace): boolean {
  const at = localInstant(date, time, timeZone);
  return at !== null && momentsOf('en', timeZone, now).fields(at).time !== time;
}

const secondsOf: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

function challengeIn(draft: Form): unknown {
  const sessionMaxDays = numberIn(draft, 'session_max_days');
  const isEvery = draft.challenge !== 'again';
  if (isEvery && sessionMaxDays === null) return 'every_sign_in';
  const length = isEvery ? null : numberIn(draft, 'max_age');
  const terms = {
    max_age_seconds: length === null ? null : length * (secondsOf[draft.max_age_unit ?? ''] ?? 3600),
    new_address: !isEvery && draft.new_address !== undefined,
    session_max_days: sessionMaxDays,
    remembered_device_days: isEvery ? null : numberIn(draft, 'remembered_device_days'),
  };
  // By itself, since of an alternative it is not told which of its fields is wrong.
  const read = challengeTermsSchema.safeParse(terms);
  if (!read.success) throw refusedAt(`challenge.${read.error.issues[0]?.path.join('.')}`);
  return terms;
}

/** Null for an empty field. */
function numberIn(draft: Form, field: string): number | null {
  const said = (draft[field] ?? '').trim();
  if (said === '') return null;
  if (!/^\d{1,9}$/.test(said)) throw new FieldRefused(field, 'invalid_policy');
  return Number(said);
}

/** Fields of the form by the paths that problems of a policy name. */
const fieldsByPath: Readonly<Record<string, string>> = {
  activation: 'date',
  'activation.deadline': 'date',
  'challenge.max_age_seconds': 'max_age',
  'challenge.remembered_device_days': 'remembered_device_days',
  'challenge.session_max_days': 'session_max_days',
};

function refusedAt(path: string): FieldRefused {
  const [first = path] = path.split('.');
  return new FieldRefused(fieldsByPath[path] ?? first, 'invalid_policy');
}
