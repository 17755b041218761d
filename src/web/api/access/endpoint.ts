import type { z } from 'zod';
import type { AdminContext } from '../../../organizations/core/admin-context.ts';
import type { Organization } from '../../../organizations/core/organization.ts';
import type { Instant } from '../../../policy/facts.ts';
import type { RefusalCode } from '../../../refusal/refusal.ts';
import type { WebDeps } from '../../http/context.ts';
import type { IfMatch } from '../answers/entity-tags.ts';
import type { Caller, PersonCaller } from './caller.ts';
import type { Access } from './endpoint-access.ts';

/** An organization that the caller may administer. */
export interface Administered {
  readonly organization: Organization;
  readonly acting: AdminContext;
  /** Until when an operator reads it as support; absent for everybody whose organization it is. */
  readonly supportUntil?: Instant;
}

export interface ApiRequest<Query, Body> {
  readonly deps: WebDeps;
  readonly caller: Caller | null;
  /** Of the path, decoded, e.g. `{ slug, user }`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly ifMatch: IfMatch;
  /** What the client reads, for mails it causes (`Accept-Language`). */
  readonly language: string;
  readonly now: Date;
  /** For endpoints of administrators and the operator with `{slug}`: the organization and in which role it is asked. */
  administered(): Administered;
  /** For endpoints that people call about themselves. */
  me(): PersonCaller;
}

export interface ApiAnswer {
  /** Default the endpoint's own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; undefined for 204. An async iterable of text is streamed as it is. */
  readonly body?: unknown;
}

export interface Endpoint {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** E.g. `/organizations/{slug}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly access: Access;
  /** Strict; null: it takes no parameters. */
  readonly query: z.ZodType | null;
  /** Strict; null: it takes no body but an empty object. */
  readonly body: z.ZodType | null;
  readonly status: 200 | 201 | 204;
  /** Null for none. */
  readonly answer: z.ZodType | null;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** Fields of the answer that are told once: a repeated `Idempotency-Key` is answered without them (L9). */
  readonly secrets?: readonly string[];
  /**
   * What it is about has a version. `told`: answers name it as `ETag`; `checked`: `If-Match` may ask for it as well.
   * Default none.
   */
  readonly version?: 'told' | 'checked';
  /** Answers name the path of what was created. */
  readonly hasLocation?: true;
  /** Answers 201 where it has created what was not there yet. */
  readonly alsoCreates?: true;
  readonly refusals: readonly RefusalCode[];
  readonly handle: (request: ApiRequest<never, never>) => Promise<ApiAnswer>;
}

interface Definition<Query extends z.ZodType, Body extends z.ZodType>
  extends Omit<Endpoint, 'query' | 'body' | 'handle' | 'refusals'> {
  readonly query?: Query;
  readonly body?: Body;
  readonly refusals?: readonly RefusalCode[];
  readonly handle: (request: ApiRequest<z.output<Query>, z.output<Body>>) => Promise<ApiAnswer>;
}

/** One operation of the API; its schemas check requests and make the OpenAPI document. */
export function endpoint<Query extends z.ZodType = z.ZodNull, Body extends z.ZodType = z.ZodNull>({
  query,
  body,
  refusals = [],
  handle,
  ...rest
}: Definition<Query, Body>): Endpoint {
  return {
    ...rest,
    query: query ?? null,
    body: body ?? null,
    refusals,
    // What the router hands over has passed these very schemas.
    handle: handle as Endpoint['handle'],
  };
}
