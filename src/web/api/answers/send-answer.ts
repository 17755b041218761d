import { Readable } from 'node:stream';
import type { ParameterizedContext } from 'koa';
import type { ApiAnswer, Endpoint } from '../access/endpoint.ts';

/** Writes what an endpoint answered; an async iterable of text is streamed. */
export function sendAnswer(
  ctx: ParameterizedContext,
  endpoint: Endpoint,
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
    ctx.type = 'application/json';
    return;
  }
  ctx.body = Readable.from(body as AsyncIterable<string>, { objectMode: false });
  ctx.type = contentType;
}
