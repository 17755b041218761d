import { z } from 'zod';
import type { OwnSession } from '../../../../people/person.ts';
import { factorKinds } from '../../../../policy/factors/factor-kinds.ts';
import { type ListedSession, listOwnSessions } from '../../../../self-service/access/list-own-sessions.ts';
import { endOtherOwnSessions, endOwnSession } from '../../../../self-service/own-sessions.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { browserFields, instantField } from '../../answers/answer-fields.ts';
import { pageOf, pageQuery, toPage } from '../../dialects/own/pages.ts';
import { cursorOf, hashIn, hashPart, instantPart } from '../../input/cursors.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { applicationField } from './grants.ts';

const sessionSchema = z
  .object({
    id: z.string(),
    opened_at: instantField,
    last_seen_at: instantField,
    source: z
      .string()
      .describe('where the last second factor was proven, else the sign-in: address, or /64 of an IPv6 one'),
    ...browserFields,
    second_factor: z
      .object({ kind: z.enum([...factorKinds, 'recovery_code']), at: instantField })
      .nullable()
      .describe('the last one that still counts'),
    applications: z.array(applicationField).describe('those that were let have something in it'),
    ends_at: instantField.describe('at the latest, as policies are now'),
    current: z.boolean(),
  })
  .meta({ id: 'Session' });

const live = cursorOf<Pick<OwnSession, 'openedAt' | 'hash'>>({ openedAt: instantPart, hash: hashPart });

const listSessions = endpoint({
  method: 'GET',
  path: '/me/sessions',
  operationId: 'listMySessions',
  summary: 'The live sessions of the caller, the newest first',
  access: oneself(),
  query: z.strictObject(pageQuery(live)),
  status: 200,
  answer: pageOf(sessionSchema),
  async handle({ deps, me, query: { limit, cursor: after = null }, now }) {
    const found = await listOwnSessions(deps.operations, { ...me(), now }, { after, limit: limit + 1 });
    return {
      body: toPage(found, { cursor: live, limit, keyOf: (session) => session, itemOf: sessionDocument }),
    };
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
    const { deps, params } = request;
    const myself = myselfOf(request);
    if (params.id === 'others') await endOtherOwnSessions(deps.operations.db, myself);
    else await endOwnSession(deps.operations.db, myself, hashIn(params.id));
    return {};
  },
});

function sessionDocument({
  hash,
  openedAt,
  lastSeenAt,
  sourcePrefix,
  browser,
  system,
  secondFactor,
  applications,
  endsAt,
  isCurrent,
}: ListedSession): z.input<typeof sessionSchema> {
  return {
    id: hashPart.write(hash),
    opened_at: openedAt.toISOString(),
    last_seen_at: lastSeenAt.toISOString(),
    source: sourcePrefix,
    browser,
    system,
    second_factor: secondFactor && { kind: secondFactor.kind, at: secondFactor.at.toISOString() },
    applications: applications.map(({ clientId, name }) => ({ client_id: clientId, client_name: name })),
    ends_at: endsAt.toISOString(),
    current: isCurrent,
  };
}

export const mySessionEndpoints = [listSessions, endSession];
