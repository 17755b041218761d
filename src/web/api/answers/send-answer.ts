import { Readable } from 'node:stream';
import type { ParameterizedContext } from 'koa';
import type { ApiAnswer, Endpoint } from '../access/endpoint.ts';
import type { Dialect } from '../dialects/dialect.ts';

/** Writes what an endpoint answered; an async iterable of text is streamed. */
export function sendAnswer(
  ctx: ParameterizedContext,
  { endpoint, dialect }: { readonly endpoint: Endpoint; readonly dialect: Dialect },
  { status, headers, body }: ApiAnswer,
): void {
  ctx.status = status ?? endpoint.status;
  ctx.set({ ...headers });
  if (body === undefined || ctx.status === 204) {
    ctx.body = null;
    ctx.status = status ?? endpoint.status;
    return;
  }
  const { contentType } = endpoint;
  if (contentType === undefined) {
    ctx.body = JSON.stringify(body);
    ctx.type = dialect.mediaTypes[0];
    return;
  }
  ctx.body = Readable.from(body as AsyncIterable<string>, { objectMode: false });
  ctx.type = contentType;
}
