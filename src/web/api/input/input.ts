import type { ParsedUrlQuery } from 'node:querystring';
import { z } from 'zod';
import { type DocumentProblem, readBy } from '../../../documents/problems.ts';
import { isNestedBeyond, unstorableIn } from '../../../documents/storable-text.ts';
import { Refusal, type RefusalCode } from '../../../refusal/refusal.ts';
import { InvalidValue } from '../answers/errors.ts';

/** Deeper than anything that is asked for; what is read and written level by level must not run out of stack. */
const deepest = 64;

/** Of an operation that takes no parameters, or no body: an empty object says nothing either. */
const nothing = z.strictObject({});

/** The parameters of a query by their schema; null: none are taken. @throws InvalidValue 422 with the name of each that does not fit */
export function queryOf(schema: z.ZodType | null, query: ParsedUrlQuery): unknown {
  const repeated = Object.keys(query).filter((name) => Array.isArray(query[name]));
  if (repeated.length > 0)
    throw new InvalidValue(
      422,
      repeated.map((name) => ({ path: `/${name}`, problem: 'is given more than once' })),
    );
  return parsed(schema ?? nothing, { ...query });
}

/**
 * The body by its schema; null: none is taken. An absent body is not an empty one where one is taken.
 * @param body as `receiveBody` found it
 * @throws InvalidValue 422 with the JSON Pointer of each value that does not fit (RFC 6901), `/` for the whole; Refusal
 *   where all that does not fit has the same code, such as `name_not_allowed`
 */
export function bodyOf(schema: z.ZodType | null, body: unknown): unknown {
  if (schema === null) return body === undefined ? null : parsed(nothing, body);
  return parsed(schema, body);
}

function parsed(schema: z.ZodType, input: unknown): unknown {
  if (isNestedBeyond(deepest, input))
    throw new InvalidValue(422, [{ path: '/', problem: 'is nested too deep' }]);
  const unstorable = unstorableIn(input);
  if (unstorable !== null) throw new InvalidValue(422, [{ path: unstorable, problem: 'is not text' }]);
  const read = readBy(schema, input);
  if (read.ok) return read.value;
  const code = onlyCodeOf(read.problems);
  if (code !== null)
    throw new Refusal(code, { list: read.problems.map(({ path, problem }) => `${path}: ${problem}`) });
  throw new InvalidValue(
    422,
    read.problems.map(({ path, problem }) => ({ path: pointerOf(path), problem })),
  );
}

/** Where all is refused as the same, it is that; of several faults one code tells too little. */
function onlyCodeOf([first, ...others]: readonly DocumentProblem[]): RefusalCode | null {
  const code = first?.code ?? null;
  return others.every((other) => other.code === code) ? code : null;
}

function pointerOf(path: string): string {
  return `/${path.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`;
}
