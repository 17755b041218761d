import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { isReachable, type Outbound } from './outbound-address.ts';

/** Why a request of ours was not answered, in words for an operator. */
export class NotDelivered extends Error {}

export interface PostOptions extends Outbound {
  /** For the whole of it, name look-up included; default 5 s. */
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 5000;

/** More of an answer is not read. */
const longestAnswer = 64 * 1024;

/**
 * Posts a form to an address that somebody else has registered, and answers the status. It follows no redirect, and
 * connects to the very addresses that were checked, however the name resolves a moment later.
 * @throws NotDelivered
 */
export async function postForm(
  url: URL,
  form: Readonly<Record<string, string>>,
  { timeoutMs = usualTimeoutMs, ...outbound }: PostOptions,
): Promise<number> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const addresses = await beforeAbort(outbound.resolve(url.hostname), signal);
    if (addresses.length === 0) throw new NotDelivered('its name does not resolve');
    if (!addresses.every((address) => isReachable(address, outbound)))
      throw new NotDelivered('its address is not a public one, nor in privateNetworks');
    const body = new URLSearchParams(form).toString();
    return await statusOf(send({ url, body, addresses, signal }));
  } catch (error) {
    if (error instanceof NotDelivered) throw error;
    throw new NotDelivered(signal.aborted ? `no answer within ${timeoutMs / 1000} s` : codeOf(error));
  }
}

interface Sending {
  readonly url: URL;
  readonly body: string;
  /** Those that were checked. */
  readonly addresses: readonly string[];
  readonly signal: AbortSignal;
}

function send({ url, body, addresses, signal }: Sending): ClientRequest {
  const open = url.protocol === 'https:' ? overHttps : overHttp;
  const request = open(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    },
    // A connection of its own: nothing of one application's is shared with another's.
    agent: false,
    lookup: pinnedTo(addresses),
    signal,
  });
  return request.end(body);
}

/** Answers the addresses that were checked instead of looking the name up again. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, options, answer) => {
    if (options.all) return answer(null, all);
    answer(null, all[0]?.address ?? '', all[0]?.family);
  };
}

function statusOf(request: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      discard(request, response);
    });
  });
}

/** The status says it all. A short answer is taken off the line, so that its sender sees no broken connection. */
function discard(request: ClientRequest, response: IncomingMessage): void {
  let length = 0;
  // What happens to the rest of the answer is nobody's concern any more, the end of the time included.
  for (const each of [request, response]) each.on('error', () => undefined);
  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length > longestAnswer) response.destroy();
  });
}

function beforeAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** Codes only: what a server sends, e.g. in a certificate, stays out of the log. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'the connection failed';
}
