import type { IncomingMessage } from 'node:http';
import { Refusal } from '../../refusal/refusal.ts';

/** The connection was given up before the last byte. */
export class CutOff extends Error {}

/**
 * All bytes of a body.
 * @param longest in bytes
 * @throws Refusal `body_too_large`; CutOff
 */
export async function readBytes(request: IncomingMessage, longest: number): Promise<Buffer<ArrayBuffer>> {
  if (Number(request.headers['content-length'] ?? 0) > longest) throw new Refusal('body_too_large');
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Not destroyed where it is left early: the refusal goes out on the same connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > longest) throw new Refusal('body_too_large');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : new CutOff('a body did not come in whole', { cause: error });
  }
  return Buffer.concat(chunks, length);
}
