import type { IncomingMessage } from 'node:http';

/** Whether a request says that it has a body; one in chunks may still turn out to be empty. @see RFC 9112 section 6.3 */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
