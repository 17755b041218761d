import { z } from 'zod';
import { endOtherOwnSessions, endOwnSession } from '../../../accounts/own-sessions.ts';
import type { OwnSession } from '../../../accounts/person.ts';
import { endpoint } from '../endpoint.ts';
import { oneself } from '../endpoint-access.ts';
import { myselfOf } from '../myself.ts';
import { cursorKey, pageOf, pageQuery, toPage } from '../pages.ts';

const sessionSchema = z.object({
  id: z.string(),
  opened_at: z.string(),
  last_seen_at: z.string(),
  source: z
    .string()
    .describe('where the last second factor was proven, else the sign-in: address, or /64 of an IPv6 one'),
  current: z.boolean(),
});

const listSessions = endpoint({
  method: 'GET',
  path: '/me/sessions',
  operationId: 'listMySessions',
  summary: 'The live sessions of the caller, the newest first',
  access: oneself(),
  query: z.object(pageQuery),
  status: 200,
  answer: pageOf(sessionSchema),
  async handle({ deps, me, query: { limit, cursor }, now }) {
    const { id: userId, sessionHash } = me();
    const after = afterOf(cursorKey(cursor, 2));
    const found = await deps.runtime.db.sessions.ofUser(userId, { after, limit: limit + 1 }, now);
    const keyOf = ({ openedAt, hash }: OwnSession) => [openedAt.toISOString(), idOf(hash)];
    return { body: toPage(found, limit, keyOf, (session) => sessionDocument(session, sessionHash)) };
  },
});

const endSession = endpoint({
  method: 'DELETE',
  path: '/me/sessions/{id}',
  operationId: 'endMySessions',
  summary: 'Ends one session of the caller, or with the id `others` all but the present one',
  access: oneself(),
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle(request) {
    const { deps, params, now } = request;
    const myself = myselfOf(request);
    if (params.id === 'others') await endOtherOwnSessions(deps.runtime.db, myself, now);
    else await endOwnSession(deps.runtime.db, myself, Buffer.from(params.id ?? '', 'base64url'), now);
    return {};
  },
});

function sessionDocument({ hash, openedAt, lastSeenAt, sourcePrefix }: OwnSession, current: Buffer) {
  return {
    id: idOf(hash),
    opened_at: openedAt.toISOString(),
    last_seen_at: lastSeenAt.toISOString(),
    source: sourcePrefix,
    current: hash.equals(current),
  };
}

/** A hash is no secret: with it nobody can use the session, and only its owner can end it. */
function idOf(hash: Buffer): string {
  return hash.toString('base64url');
}

function afterOf(key: readonly string[] | null): Pick<OwnSession, 'openedAt' | 'hash'> | null {
  const [openedAt = '', id = ''] = key ?? [];
  return key === null ? null : { openedAt: new Date(openedAt), hash: Buffer.from(id, 'base64url') };
}

export const mySessionEndpoints = [listSessions, endSession];
