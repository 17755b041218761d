import { createHash } from 'node:crypto';
import { Refusal } from '../refusal/refusal.ts';

/** An answer to keep: status, headers of its own and JSON body. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What is known of an `Idempotency-Key`. */
export interface KnownRequest {
  /** Whether that was this very request. */
  readonly isSame: boolean;
  /** Null while the first request is under way. */
  readonly answer: KeptAnswer | null;
}

/** A request that has come with a key, until when it keeps the key to itself. */
export interface BegunRequest {
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
}

export interface IdempotencyStore {
  /** @returns null when the key is new (or had expired) and is this request's now; else what is known of it. */
  begin(request: BegunRequest): Promise<KnownRequest | null>;
  finish(keyHash: Buffer, answer: KeptAnswer, expiresAt: Date): Promise<void>;
  forget(keyHash: Buffer): Promise<void>;
  /** Forgets each answer in which one of these stands: ids or addresses of a person who is erased. */
  forgetNaming(words: readonly string[]): Promise<void>;
}

/** A key is remembered for a day; a request that never finished blocks its key for a minute. */
const [rememberedMs, underWayMs] = [24 * 60 * 60 * 1000, 60 * 1000];

export interface KeyedRequest {
  readonly key: string;
  readonly callerId: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Fields of the answer that are told once, like recovery codes (L9): they are never kept. */
  readonly secrets: readonly string[];
  readonly now: Date;
}

/**
 * Runs a request once for its `Idempotency-Key`; sent again it gets the first answer, so that a client that lost it can
 * go on. Where a secret was left out, `shown_before` says so.
 * A refusal is forgotten, so that the same request may succeed later.
 * @throws Refusal `idempotency_key_reused` for another request, `request_under_way` while the first one runs
 * @see draft-ietf-httpapi-idempotency-key-header
 */
export async function once<Answer extends KeptAnswer>(
  store: IdempotencyStore,
  request: KeyedRequest,
  run: () => Promise<Answer>,
): Promise<{ readonly first: Answer } | { readonly again: KeptAnswer }> {
  const { now } = request;
  const keyHash = digest([request.callerId, request.key]);
  const requestHash = digest([request.method, request.path, JSON.stringify(request.body) ?? '']);
  const expiresAt = new Date(now.getTime() + underWayMs);
  const known = await store.begin({ keyHash, requestHash, now, expiresAt });
  if (known !== null) {
    if (!known.isSame) throw new Refusal('idempotency_key_reused');
    if (known.answer === null) throw new Refusal('request_under_way');
    return { again: known.answer };
  }
  try {
    const first = await run();
    const { status, headers = {}, body } = first;
    const kept = { status, headers, body: withoutSecrets(body, request.secrets) };
    await store.finish(keyHash, kept, new Date(now.getTime() + rememberedMs));
    return { first };
  } catch (error) {
    await store.forget(keyHash);
    throw error;
  }
}

function withoutSecrets(body: unknown, secrets: readonly string[]): unknown {
  if (typeof body !== 'object' || body === null || !secrets.some((name) => Object.hasOwn(body, name)))
    return body;
  const told = Object.entries(body).filter(([name]) => !secrets.includes(name));
  return { ...Object.fromEntries(told), shown_before: true };
}

function digest(parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
