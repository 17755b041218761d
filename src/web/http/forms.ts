import bodyParser from '@koa/bodyparser';
import type { Middleware } from 'koa';
import { Refusal } from '../../refusal/refusal.ts';
import { hasBody } from './has-body.ts';

/** Longer forms are refused; ours are a few hundred bytes. */
const formLimit = '16kb';

const formType = 'application/x-www-form-urlencoded';

/** Reads the fields of a form into `ctx.request.body`. @throws Refusal `body_too_large`, `invalid_request` */
export const readForm: Middleware = bodyParser({ enableTypes: ['form'], formLimit, onError: refuseBody });

/**
 * In front of it: refuses a body of another type, whose fields would be missing and whose action be taken for "go on".
 * @throws Refusal `unsupported_media_type`, with `Accept`
 */
export const requireForm: Middleware = async (ctx, next) => {
  if (hasBody(ctx.req) && !ctx.is(formType)) {
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
