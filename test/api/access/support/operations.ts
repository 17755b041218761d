import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Endpoint } from '../../../../src/web/api/access/endpoint.ts';
import { endpoints } from '../../../../src/web/api/endpoints/all.ts';
import type { ApiClient, ApiReply } from '../../../harness/api.ts';

/** Every operation of the API that there is. */
export const operations: readonly Endpoint[] = endpoints;

/** Those at `/me`. */
export const aboutOneself = operations.filter(({ path }) => path === '/me' || path.startsWith('/me/'));

/** Whom an operation is for, as the public interface says it; not read from the code that enforces it. */
export type Group = 'enrolling' | 'own account' | 'administration' | 'operator';

/** What a session that rests on a recovery code may still do. */
const enrolling = [
  'GET /me',
  'GET /me/authenticators',
  'POST /me/authenticators',
  'POST /me/authenticators/{id}/confirm',
];

/** Where the interface says "(operator)". */
const operator = [
  'GET /organizations',
  'POST /organizations',
  'PUT /organizations/{slug}/plan',
  'DELETE /organizations/{slug}',
  'GET /branding',
  'PUT /branding',
  'GET /environments',
  'GET /environments/{name}',
  'PUT /environments/{name}',
  'GET /clients',
  'POST /clients',
  'GET /clients/{id}',
  'PATCH /clients/{id}',
  'DELETE /clients/{id}',
  'GET /users',
  'POST /users',
  'GET /users/{user}',
  'PATCH /users/{user}',
  'DELETE /users/{user}',
  'POST /users/{user}/unlock',
  'POST /users/{user}/reset-authenticators',
  'DELETE /users/{user}/sessions',
  'GET /queues',
  'GET /dead-letters',
  'POST /dead-letters/{id}/retry',
  'POST /queues/retry',
  'DELETE /dead-letters/{id}',
  'POST /test-mail',
  'GET /keys',
  'POST /keys/rotate',
  'GET /sealing',
  'POST /sealing/reseal',
];

/** @throws for an operation of which nobody has said whose it is */
export function groupOf({ method, path }: Pick<Endpoint, 'method' | 'path'>): Group {
  const name = `${method} ${path}`;
  if (enrolling.includes(name)) return 'enrolling';
  if (operator.includes(name)) return 'operator';
  if (path === '/me' || path.startsWith('/me/')) return 'own account';
  if (path.startsWith('/organizations/{slug}')) return 'administration';
  throw new Error(`whose is ${name}?`);
}

/** What became of a call: kept out, and by what, or let in to whatever the operation itself then said. */
export type Access = 'too weak' | 'no token' | 'no scope' | 'no role' | 'let in';

export function accessIn({ status, body }: Pick<ApiReply, 'status' | 'body'>): Access {
  if (status === 401 && body.code === 'insufficient_user_authentication') return 'too weak';
  if (status === 401 && body.code !== 'mfa_required') return 'no token';
  if (status === 403 && body.code === 'insufficient_scope') return 'no scope';
  return status === 403 && body.code === 'not_allowed' ? 'no role' : 'let in';
}

/**
 * Calls an operation so that nothing comes of it, even where it is let in: what it is about does not exist, or its body
 * says nothing that counts.
 * @param slug the organization that the caller administers
 */
export function call(api: ApiClient, { method, path }: Endpoint, slug: string): Promise<ApiReply> {
  const target = path
    .replace('{slug}', path.startsWith('/me/') ? 'nowhere' : slug)
    .replaceAll(/\{\w+\}/g, randomUUID());
  const hasBody = method !== 'GET' && method !== 'DELETE';
  // The caller exists, and so does the organization: what ends them takes no such parameter.
  if (method === 'DELETE' && ['/me', '/organizations/{slug}'].includes(path))
    return api.delete(`${target}?nothing_of_this=1`);
  return api.send(method, target, hasBody ? { nothing_of_this: true } : undefined);
}

export type Answers = Readonly<Record<Group, Access>>;

/** A session that is worth nothing where the person is judged. */
export const nothing: Answers = {
  enrolling: 'too weak',
  'own account': 'too weak',
  administration: 'too weak',
  operator: 'too weak',
};

/** One that is worth all that a person can have: the operator's scope is not among it. */
export const everything: Answers = {
  enrolling: 'let in',
  'own account': 'let in',
  administration: 'let in',
  operator: 'no scope',
};

/** Calls every operation with one token. @returns how many there were */
export async function expectAnswers(api: ApiClient, slug: string, answers: Answers): Promise<number> {
  for (const operation of operations) {
    const reply = await call(api, operation, slug);
    const name = `${operation.method} ${operation.path}: ${JSON.stringify(reply.body)}`;
    const expected = answers[groupOf(operation)];
    expect(accessIn(reply), name).to.equal(expected);
    if (expected === 'too weak') expect(reply.headers.get('www-authenticate'), name).to.equal(weakChallenge);
  }
  return operations.length;
}

/** @see RFC 9470 section 3 */
const weakChallenge = 'Bearer error="insufficient_user_authentication", acr_values="urn:countersign:acr:2"';
