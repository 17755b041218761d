import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Endpoint } from '../../../src/web/api/access/endpoint.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import type { World } from '../../harness/world.ts';

/** An answer to bytes that no client of ours would send. */
export interface ByteReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** What JSON.parse made of it; null for none. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** One request, byte by byte. Nothing is added but the token and, where a body is given, its length. */
export interface ByteRequest {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Callers that pass every gate: whoever is asked about themselves, and the operator for all else. */
export class EveryOperation {
  readonly #world: World;
  /** The owner, who has a fresh second factor. */
  readonly person: ApiClient;
  readonly operator: ApiClient;

  private constructor(world: World, person: ApiClient, operator: ApiClient) {
    this.#world = world;
    this.person = person;
    this.operator = operator;
  }

  static async of(world: World): Promise<EveryOperation> {
    return new EveryOperation(world, await apiOf(world, world.olivia), await operatorOf(world));
  }

  /** The path of an operation about the organization of the world, and else about nobody and nothing. */
  pathOf({ path, operationId }: Endpoint): string {
    const query = operationId === 'previewPlan' ? '?plan=team' : '';
    return `${path}${query}`
      .replace('{slug}', this.#world.slug)
      .replace('{name}', `${this.#world.slug}-environment`)
      .replaceAll(/\{\w+\}/g, () => randomUUID());
  }

  send({ method, path, headers = {}, body }: ByteRequest): Promise<ByteReply> {
    const { token } = path.startsWith('/me') ? this.person : this.operator;
    const bytes = body === undefined ? null : Buffer.from(body);
    const length = bytes === null ? {} : { 'content-length': String(bytes.length) };
    const { hostname, port } = new URL(this.#world.server.address);
    // The path as it is: an address would be put in order first.
    const to = { hostname, port, path: `/api/v1${path}`, method };
    const options = { ...to, headers: { authorization: `Bearer ${token}`, ...length, ...headers } };
    return new Promise((resolve, reject) => {
      const sent = request(options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = answer.headers['content-type']?.includes('json') === true;
          const { statusCode: status = 0, headers: told } = answer;
          resolve({ status, headers: told, body: isJson && text !== '' ? JSON.parse(text) : text });
        });
      });
      sent.once('error', reject);
      sent.end(bytes ?? undefined);
    });
  }
}
