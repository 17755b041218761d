/** One figure, and what it must be; without a bound it is told only. */
export interface Target {
  readonly what: string;
  readonly value: number;
  readonly unit?: string;
  readonly bound?: { readonly kind: 'at most' | 'at least'; readonly value: number };
}

/** Not a number is missed as well: nothing was measured. */
export function missed({ value, bound }: Target): boolean {
  if (bound === undefined) return false;
  return bound.kind === 'at most' ? !(value <= bound.value) : !(value >= bound.value);
}

export function told(what: string, value: number, unit = ''): Target {
  return { what, value, unit };
}

/** Something that must never happen. */
export function none(what: string, value: number): Target {
  return atMost(what, value, 0);
}

export function atMost(what: string, value: number, most: number, unit = ''): Target {
  return { what, value, unit, bound: { kind: 'at most', value: most } };
}

export function atLeast(what: string, value: number, least: number, unit = ''): Target {
  return { what, value, unit, bound: { kind: 'at least', value: least } };
}
