import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Where a request comes from: the peer, or behind `trustedProxies` proxies the address that the outermost of them saw.
 * Each proxy appends to `X-Forwarded-For`, so only the last entries can be believed; what a client wrote before them,
 * and anything that is no address, is ignored.
 */
export function sourceAddress(request: IncomingMessage, trustedProxies: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return peer;
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((each) => each.trim());
  const candidate = forwarded.at(-trustedProxies) ?? '';
  // A zone (`fe80::1%eth0`) is free text of any length and means nothing beyond the proxy's own machine.
  return isIP(candidate) === 0 || candidate.includes('%') ? peer : candidate;
}
