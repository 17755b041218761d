import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { longestLogo } from '../../organizations/profile/brand-logo.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { RequestState } from './context.ts';
import { CutOff, readBytes } from './request-bytes.ts';

/** The name of the one field of ours that a file comes in. */
export const uploadField = 'logo';

/** In bytes: the longest logo, and what is typed beside it. One byte more of a logo still comes in, to be refused by name. */
const longestForm = longestLogo + 64 * 1024;

const uploadType = 'multipart/form-data';

/**
 * Reads a form with a file, at the addresses that take one: its fields into `ctx.request.body`, as of any form, and the
 * file into `ctx.state.upload`. The platform's own parser does it.
 * @throws Refusal `body_too_large`, `invalid_request`
 * @see RFC 7578
 */
export function readUpload(takesFile: (path: string) => boolean): Middleware<RequestState> {
  return async (ctx, next) => {
    if (ctx.method === 'POST' && takesFile(ctx.path) && ctx.is(uploadType)) {
      const form = await parsed(await bytesOf(ctx.req), ctx.get('content-type'));
      const fields = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      Object.assign(ctx.request, { body: Object.fromEntries(fields) });
      const file = form.get(uploadField);
      // A field in which nothing was chosen comes as a file of no bytes.
      if (file !== null && typeof file !== 'string' && file.size > 0)
        ctx.state.upload = Buffer.from(await file.arrayBuffer());
    }
    await next();
  };
}

async function parsed(bytes: Buffer<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch {
    throw new Refusal('invalid_request', { reason: 'the body cannot be read' });
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readBytes(request, longestForm);
  } catch (error) {
    if (error instanceof CutOff)
      throw new Refusal('invalid_request', { reason: 'the body did not come in whole' });
    throw error;
  }
}
