import type { AskedMembers, MemberFilter } from '../../organizations/members/member-list-store.ts';
import type { FactorKind } from '../../policy/facts.ts';
import type { StatusTerms } from '../../policy/members/status-terms.ts';

/** Adds a value to a statement. @returns the name by which the statement speaks of it */
export type Parameter = (value: unknown) => string;

/** Where nothing is required of anybody, nobody need be asked who has not enrolled yet. */
export function isImpossible(
  { status }: MemberFilter,
  { requiresChosen, requiresOthers }: StatusTerms,
): boolean {
  return status === 'pending' && !requiresChosen && !requiresOthers;
}

/** What a filter asks of `m`, of what the indexes of all orders hold; the text apart. */
export function memberConditions(asked: AskedMembers, parameter: Parameter): readonly string[] {
  const { filter, now } = asked;
  const at = once(() => `${parameter(now)}::timestamptz`);
  const required = once(() => requiredOf(asked.terms, at(), parameter));
  return [
    ...statusConditions(asked, required),
    ...(filter.role === undefined ? [] : [`m.role = ${parameter(filter.role)}`]),
    ...(filter.override === undefined ? [] : [`${override(at())} = ${parameter(filter.override)}`]),
    ...(filter.factor === undefined ? [] : [factorConditions[filter.factor]]),
    ...suspendedConditions(asked, required),
    ...exemptionConditions(asked, at, parameter),
  ];
}

/** The same parameter for all conditions that need it, and none where none does. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Whether MFA is required of `m`, now or from an announced instant. */
function requiredOf(
  { requiresChosen, requiresOthers }: StatusTerms,
  now: string,
  parameter: Parameter,
): string {
  const [chosen, others] = [parameter(requiresChosen), parameter(requiresOthers)];
  return `CASE ${override(now)} WHEN 'exempt' THEN false WHEN 'required' THEN ${chosen}::boolean
    ELSE ${others}::boolean END`;
}

function statusConditions({ filter: { status }, terms }: AskedMembers, required: () => string): string[] {
  if (status === null) return [];
  const since = protectedSince(terms.protecting);
  if (status === 'protected') return [`${since} IS NOT NULL`];
  return [`${since} IS NULL`, status === 'pending' ? required() : `NOT ${required()}`];
}

const factorConditions = {
  totp: 'm.totp_since IS NOT NULL',
  webauthn: 'm.webauthn_since IS NOT NULL',
  none: 'm.totp_since IS NULL AND m.webauthn_since IS NULL',
} as const;

/** What a rule has suspended is over with the requirement, or when its member is protected again (ruling 15). */
function suspendedConditions(
  { filter: { isSuspended }, terms }: AskedMembers,
  required: () => string,
): string[] {
  if (isSuspended === undefined) return [];
  const byRule = `m.suspended = 'by_rule' AND ${protectedSince(terms.protecting)} IS NULL AND ${required()}`;
  const suspended = `coalesce(m.suspended = 'by_admin' OR (${byRule}), false)`;
  // The second says nothing more, but leads to the index of those few.
  return isSuspended ? [suspended, 'm.suspended IS NOT NULL'] : [`NOT ${suspended}`];
}

function exemptionConditions(
  { filter: { exemptEndsBy } }: AskedMembers,
  now: () => string,
  parameter: Parameter,
): string[] {
  if (exemptEndsBy === undefined) return [];
  const by = `${parameter(new Date(exemptEndsBy))}::timestamptz`;
  return [`m.override = 'exempt' AND m.exempt_until > ${now()} AND m.exempt_until <= ${by}`];
}

const sinceOf: Readonly<Record<FactorKind, string>> = {
  totp: 'm.totp_since',
  webauthn: 'm.webauthn_since',
};

/** Since when `m` has had a factor of one of these kinds, by the copy beside them; null for none. */
export function protectedSince(kinds: readonly FactorKind[]): string {
  return kinds.length === 0 ? 'NULL::timestamptz' : `least(${kinds.map((kind) => sinceOf[kind]).join(', ')})`;
}

/** The override of `m`, where an exemption that is over counts for none. */
export function override(now: string): string {
  return `CASE WHEN m.override <> 'exempt' OR m.exempt_until IS NULL OR m.exempt_until > ${now}::timestamptz
    THEN m.override ELSE 'inherit' END`;
}

/** The same as `managesUser` of a person (see person.ts), of `m` and their user `u`, without their other memberships. */
export const isManaged = `(EXISTS (SELECT 1 FROM organization_domains d
    WHERE d.organization_id = m.organization_id AND d.domain = split_part(u.email, '@', 2))
  OR NOT EXISTS (SELECT 1 FROM members o WHERE o.user_id = u.id AND o.organization_id <> m.organization_id))`;
