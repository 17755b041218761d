import bodyParser from '@koa/bodyparser';
import type { Middleware } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';
import { hasBody } from './has-body.ts';

/** Longer forms are refused; ours are a few hundred bytes. */
const formLimit = '16kb';

const formType = 'application/x-www-form-urlencoded';

/** In the console people paste lists. */
const listFormLimit = '256kb';

/** Reads the fields of a form into `ctx.request.body`. @throws Refusal `body_too_large`, `invalid_request` */
export const readForm: Middleware = bodyParser({ enableTypes: ['form'], formLimit, onError: refuseBody });

/** The same of forms that lists are typed in. */
export const readListForm: Middleware = bodyParser({
  enableTypes: ['form'],
  formLimit: listFormLimit,
  onError: refuseBody,
});

/** As a form the `@` of an address takes three characters, and the end of its line six: what the API takes in 256 kB is longer. */
const longListFormLimit = '512kb';

const readLongListForm: Middleware = bodyParser({
  enableTypes: ['form'],
  formLimit: longListFormLimit,
  onError: refuseBody,
});

/** Reads forms, at some addresses those in which thousands of addresses are pasted. */
export function readFormOrLongList(takesList: (path: string) => boolean): Middleware {
  return (ctx, next) => (takesList(ctx.path) ? readLongListForm(ctx, next) : readForm(ctx, next));
}

/**
 * In front of it: refuses a body of another type, unless it was read already, whose fields would be missing and whose action be taken for "go on".
 * @throws Refusal `unsupported_media_type`, with `Accept`
 */
export const requireForm: Middleware = async (ctx, next) => {
  const isRead = (ctx.request as { body?: unknown }).body !== undefined;
  if (!isRead && hasBody(ctx.req) && !ctx.is(formType)) {
    ctx.set('accept', formType);
    throw new Refusal('unsupported_media_type', { list: [formType], reason: 'the body is no form' });
  }
  await next();
};

/** The parser's own refusals are 4xx; a body that cannot be read is its sender's fault as well. */
function refuseBody(error: Error): never {
  if ('status' in error && error.status === 413) throw new Refusal('body_too_large');
  throw 'status' in error ? error : new Refusal('invalid_request', { reason: 'the body cannot be read' });
}
