import { detailFields, type FieldKind } from './detail-fields.ts';
import type { AuditEventType } from './event.ts';
import type { StoredDetail } from './event-details.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A detail in the two parts in which it is stored. */
export interface DetailParts {
  /** Hashed as it is. */
  readonly open: Fields;
  /** Of this a salted digest is hashed alone, so that it can be erased; null where nothing is personal. */
  readonly personal: Fields | null;
}

/** Parts a detail by `detailFields`. What is not listed there counts as personal. */
export function detailParts(type: AuditEventType, detail: object): DetailParts {
  const kinds: Readonly<Record<string, FieldKind | undefined>> = detailFields[type];
  const parts = partsOf({ ...detail }, (name) => kinds[name] ?? 'personal');
  return { ...parts, personal: isEmpty(parts.personal) ? null : parts.personal };
}

/** What `detailParts` has parted, or what of it is left. */
export function wholeDetail(open: Fields, personal: Fields | null): StoredDetail {
  const whole: Record<string, unknown> = { ...open };
  for (const [name, value] of Object.entries(personal ?? {})) {
    const rest = whole[name];
    whole[name] = isFields(rest) && isFields(value) ? { ...rest, ...value } : value;
  }
  return whole;
}

function partsOf(fields: Fields, kindOf: (name: string) => FieldKind): { open: Fields; personal: Fields } {
  const open: Record<string, unknown> = {};
  const personal: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const kind = kindOf(name);
    if (kind === 'plain') open[name] = value;
    else if (kind === 'personal' || !isFields(value)) personal[name] = value;
    else {
      const parts = partsOf(value, (inner) => (kind.personal.includes(inner) ? 'personal' : 'plain'));
      open[name] = parts.open;
      if (!isEmpty(parts.personal)) personal[name] = parts.personal;
    }
  }
  return { open, personal };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isEmpty(fields: Fields): boolean {
  return Object.keys(fields).length === 0;
}
