import type { IncomingMessage } from 'node:http';
import type { ParameterizedContext } from 'koa';
import { Refusal } from '../../../refusal/refusal.ts';
import { hasBody } from '../../http/has-body.ts';
import { CutOff, readBytes } from '../../http/request-bytes.ts';
import { InvalidValue } from '../answers/errors.ts';
import type { Dialect } from '../dialects/dialect.ts';

/** In bytes; the longest that anybody has reason to send are lists of some ten thousand e-mails. */
const longestBody = 256 * 1024;

/** What the body of a request says, or why it says nothing; asked once the caller is known to be allowed. */
export type ReceivedBody = () => unknown;

/**
 * Waits until a body has come in, which is JSON in UTF-8 under one of the names that the dialect has for it, and keeps
 * what is wrong with it for whoever may know. Whoever sends the last byte late is judged by what holds then, not by what
 * held when the request began.
 * @returns gives what JSON.parse made of it; undefined where there is none, whatever type is declared. Throws Refusal
 *   `unsupported_media_type`, `body_too_large`; InvalidValue 400 for what is no JSON in UTF-8
 * @see RFC 8259 section 8.1
 */
export async function receiveBody(
  ctx: ParameterizedContext,
  { mediaTypes }: Pick<Dialect, 'mediaTypes'>,
): Promise<ReceivedBody> {
  if (!hasBody(ctx.req)) return () => undefined;
  if (!isAmong(mediaTypes, ctx.get('content-type'))) return () => refuseType(ctx, mediaTypes);
  try {
    const bytes = await bytesOf(ctx.req);
    return () => (bytes.length === 0 ? undefined : parseJson(bytes));
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Exactly one of them: what any other `application/*+json` means beyond JSON is not known here, so it is refused. */
function isAmong(mediaTypes: readonly string[], contentType: string): boolean {
  const [, type = ''] = /^([^\s;]+)[ \t]*(?:;[ \t]*(?:charset="?utf-8"?[ \t]*)?)*$/i.exec(contentType) ?? [];
  return mediaTypes.includes(type.toLowerCase());
}

function refuseType(ctx: ParameterizedContext, mediaTypes: readonly string[]): never {
  ctx.set('accept', mediaTypes.join(', '));
  throw new Refusal('unsupported_media_type', { list: [...mediaTypes] });
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  try {
    return await readBytes(request, longestBody);
  } catch (error) {
    if (error instanceof CutOff)
      throw new InvalidValue(400, [{ path: '/', problem: 'did not come in whole' }]);
    throw error;
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new InvalidValue(400, [{ path: '/', problem: 'is not JSON' }]);
  }
}
