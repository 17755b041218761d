import { once } from '../../../idempotency/idempotency.ts';
import type { WebDeps } from '../../http/context.ts';
import type { Caller } from '../access/caller.ts';
import type { ApiAnswer, Endpoint } from '../access/endpoint.ts';
import { InvalidValue } from './errors.ts';

/** In characters. */
const longestKey = 255;

/** A POST by somebody, as far as it matters whether it is the same again. */
export interface RepeatableRequest {
  readonly endpoint: Endpoint;
  readonly caller: Caller | null;
  readonly method: string;
  readonly path: string;
  /** As it was read, before any schema. */
  readonly body: unknown;
  /** The header `Idempotency-Key`; undefined for none. */
  readonly key: string | undefined;
  readonly now: Date;
}

/**
 * Runs a request, or with an `Idempotency-Key` that was used before answers as the first time, without what is told
 * only once and with `Idempotency-Replayed: true`. Only a POST has such a key.
 * @throws InvalidValue 422 for a key that is none; Refusal `idempotency_key_reused`, `request_under_way`
 */
export async function answerOnce(
  { operations }: WebDeps,
  { endpoint, caller, key, ...request }: RepeatableRequest,
  handle: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  if (endpoint.method !== 'POST' || key === undefined) return handle();
  const keyed = { ...request, key: usable(key), callerId: idOf(caller), secrets: endpoint.secrets ?? [] };
  const result = await once(operations.db.idempotency, keyed, async () => {
    const given = await handle();
    return { ...given, status: given.status ?? endpoint.status };
  });
  if ('first' in result) return result.first;
  return { ...result.again, headers: { ...result.again.headers, 'idempotency-replayed': 'true' } };
}

function usable(key: string): string {
  if (key !== '' && key.length <= longestKey) return key;
  throw new InvalidValue(422, [
    { path: '/Idempotency-Key', problem: `must have 1 to ${longestKey} characters` },
  ]);
}

function idOf(caller: Caller | null): string {
  return caller === null ? '' : `${caller.kind}:${caller.id}`;
}
