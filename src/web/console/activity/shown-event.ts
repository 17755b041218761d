import type { ActivityEvent } from '../../../audit/activity-store.ts';
import type { StoredDetail } from '../../../audit/event-details.ts';
import { isFactorKind } from '../../../policy/factors/factor-kinds.ts';
import type { FactorKind, Instant, Override, Role } from '../../../policy/facts.ts';

/** An event as a page tells it. */
export interface ShownEvent {
  readonly id: string;
  readonly at: Instant;
  /** One of `auditEventTypes`, or what an older version wrote. */
  readonly type: string;
  /** `by`: a user; whoever was at a sign-in page; the operator; the server. */
  readonly who: {
    readonly by: 'user' | 'anonymous' | 'operator' | 'system';
    /** Name, else address; null where nobody has that account any more. */
    readonly name: string | null;
  };
  /** The address of whom it happened to, or was meant for; null for nobody else. */
  readonly whom: string | null;
  readonly network: string | null;
  readonly notes: readonly EventNote[];
}

/** What of its detail is said in words. */
export type EventNote =
  | { readonly kind: 'required'; readonly change: 'on' | 'off' | 'changed' }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'override'; readonly status: Override }
  | { readonly kind: 'factor'; readonly factor: FactorKind }
  | { readonly kind: 'seats' | 'plan'; readonly before: string; readonly after: string }
  | { readonly kind: 'reason'; readonly reason: string };

const roles: readonly Role[] = ['owner', 'admin', 'member'];
const overrides: readonly Override[] = ['inherit', 'required', 'exempt'];
const doers: readonly ShownEvent['who']['by'][] = ['user', 'anonymous', 'operator', 'system'];

export function shownEvent({
  id,
  at,
  type,
  actor,
  target,
  sourceAddress,
  detail,
}: ActivityEvent): ShownEvent {
  const email = typeof detail.email === 'string' ? detail.email : null;
  const isOther = target !== null && target.id !== actor.id;
  return {
    id,
    at: at.getTime(),
    type,
    who: {
      by: doers.find((known) => known === actor.kind) ?? 'anonymous',
      name: actor.name ?? actor.email,
    },
    whom: isOther ? target.email : email,
    network: sourceAddress,
    notes: [...enforcementNote(type, detail), ...notesOf(detail)],
  };
}

/** What became of the rule, from one policy to the next. */
function enforcementNote(type: string, { before, after }: StoredDetail): readonly EventNote[] {
  if (type !== 'organization.enforcement_changed') return [];
  const [was, is] = [before, after].map((policy) => fieldsOf(policy).required === 'everyone');
  return [{ kind: 'required', change: was === is ? 'changed' : is ? 'on' : 'off' }];
}

/** What an administrator has written has words; a reason of our own is one word. */
function notesOf(detail: StoredDetail): readonly EventNote[] {
  const [before, after] = [fieldsOf(detail.before), fieldsOf(detail.after)];
  const role = roles.find((each) => each === (after.role ?? detail.role));
  const override = overrides.find((each) => each === after.override);
  const notes: (EventNote | null)[] = [
    role === undefined || before.role === role ? null : { kind: 'role', role },
    override === undefined || before.override === override ? null : { kind: 'override', status: override },
    isFactorKind(detail.factor) ? { kind: 'factor', factor: detail.factor } : null,
    changeOf('plan', before, after),
    changeOf('seats', before, after),
    typeof detail.reason === 'string' && /[^a-z_]/.test(detail.reason)
      ? { kind: 'reason', reason: detail.reason }
      : null,
  ];
  return notes.filter((note) => note !== null);
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function changeOf(kind: 'plan' | 'seats', before: Fields, after: Fields): EventNote | null {
  const [from, to] = [before[kind], after[kind]];
  if (from === undefined || to === undefined || from === to) return null;
  return { kind, before: String(from), after: String(to) };
}
