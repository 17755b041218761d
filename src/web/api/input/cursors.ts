import { z } from 'zod';
import { isStorable } from '../../../documents/storable-text.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { readInstant } from '../../../time/instant.ts';

/** A value in the key of a list: how a cursor writes it, and what it reads; null for what is no such value. */
export interface KeyPart<Value> {
  readonly write: (value: Value) => string;
  readonly read: (text: string) => Value | null;
}

/** The key that a page begins after, as an opaque text. */
export interface Cursor<Key> {
  readonly write: (key: Key) => string;
  /** For the query of the list: 422 for all that this list has not written. */
  readonly schema: z.ZodType<Key, string>;
}

/** A cursor over the parts of a key, in their order. */
export function cursorOf<Key extends object>(
  parts: {
    readonly [Name in keyof Key]: KeyPart<Key[Name]>;
  },
): Cursor<Key> {
  // Object.keys has lost which names these are.
  const names = Object.keys(parts) as (keyof Key & string)[];
  return {
    write: (key) =>
      Buffer.from(JSON.stringify(names.map((name) => parts[name].write(key[name])))).toString('base64url'),
    schema: z
      .string()
      .max(3000)
      .transform((text, context) => {
        const values = valuesIn(text);
        const read = names.map((name, index) => [name, readPart(parts[name], values[index])] as const);
        if (values.length === names.length && read.every(([, value]) => value !== null))
          return Object.fromEntries(read) as Key;
        context.addIssue({ code: 'custom', message: 'is not a cursor of this list' });
        return z.NEVER;
      }),
  };
}

function valuesIn(cursor: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}

function readPart<Value>({ read }: KeyPart<Value>, text: unknown): Value | null {
  return typeof text === 'string' ? read(text) : null;
}

/** A name, which a list may be ordered by. */
export const textPart: KeyPart<string> = matching((text) => text !== '' && isStorable(text));

export const uuidPart: KeyPart<string> = matching((text) =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
);

/** The number of a row, which may be beyond what a number of JSON can say. */
export const rowNumberPart: KeyPart<string> = matching((text) => /^[1-9]\d{0,17}$/.test(text));

export const instantPart: KeyPart<Date> = {
  write: (at) => at.toISOString(),
  read(text) {
    const at = readInstant(text);
    return at instanceof Date ? at : null;
  },
};

/** A SHA-256. */
export const hashPart: KeyPart<Buffer> = {
  write: (hash) => hash.toString('base64url'),
  read(text) {
    return /^[\w-]{43}$/.test(text) ? Buffer.from(text, 'base64url') : null;
  },
};

/** The hash that an id in a path is. A hash opens nothing: nobody but its owner can do something by it. @throws Refusal `not_found` */
export function hashIn(id: string | undefined): Buffer {
  const hash = hashPart.read(id ?? '');
  if (hash === null) throw new Refusal('not_found');
  return hash;
}

function matching(is: (text: string) => boolean): KeyPart<string> {
  return { write: (text) => text, read: (text) => (is(text) ? text : null) };
}
