import { z } from 'zod';
import { email } from '../../../../documents/fields.ts';
import { allQueues } from '../../../../instance/instance-overview.ts';
import type { QueueState } from '../../../../instance/instance-store.ts';
import { sendTestMail } from '../../../../instance/send-test-mail.ts';
import {
  type DeadLetter,
  dropDeadLetter,
  retryAllDeadLetters,
  retryDeadLetter,
} from '../../../../jobs/dead-letters.ts';
import { jobKinds } from '../../../../jobs/queue.ts';
import { Refusal } from '../../../../refusal/refusal.ts';
import { deedOf } from '../../access/deed-of.ts';
import { endpoint } from '../../access/endpoint.ts';
import { operatorOnly } from '../../access/endpoint-access.ts';
import { instantField } from '../../answers/answer-fields.ts';
import { deadLetterDocument, deadLetterSchema } from '../../answers/dead-letter-document.ts';
import { pageOf, pageQuery, toPage, wholePage } from '../../dialects/own/pages.ts';
import { uuidPart } from '../../input/cursors.ts';
import { deadLetterCursor } from '../../input/dead-letter-cursor.ts';

const kind = z.enum(jobKinds);

const queueSchema = z
  .object({
    kind,
    waiting: z.int().describe('not done yet, those under way included'),
    retrying: z.int().describe('of those: failed at least once'),
    failed: z.int().describe('given up: its dead letters'),
    oldest_since: instantField.nullable().describe('since when the one waits that has waited the longest'),
  })
  .meta({ id: 'Queue' });

const listQueues = endpoint({
  method: 'GET',
  path: '/queues',
  operationId: 'listQueues',
  summary: 'What waits to be done beside requests, by kind',
  access: operatorOnly,
  status: 200,
  answer: pageOf(queueSchema),
  async handle({ deps }) {
    return { body: wholePage((await allQueues(deps.operations.db)).map(queueDocument)) };
  },
});

const listDeadLetters = endpoint({
  method: 'GET',
  path: '/dead-letters',
  operationId: 'listDeadLetters',
  summary:
    'Mails and sign-outs that were given up after their last attempt, newest first; each is kept for 14 days',
  access: operatorOnly,
  query: z.strictObject(pageQuery(deadLetterCursor)),
  status: 200,
  answer: pageOf(deadLetterSchema),
  async handle({ deps, query: { limit, cursor = null } }) {
    const found = await deps.operations.db.deadLetters.page(cursor, limit + 1);
    const form = { cursor: deadLetterCursor, limit, itemOf: deadLetterDocument };
    return { body: toPage(found, { ...form, keyOf: (each: DeadLetter) => each }) };
  },
});

const retryOne = endpoint({
  method: 'POST',
  path: '/dead-letters/{id}/retry',
  operationId: 'retryDeadLetter',
  summary: 'Has one tried again from the beginning, once, however often it is asked',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle({ deps, caller, params, now }) {
    await retryDeadLetter(deps.operations.db, deedOf({ caller, now }), idOf(params));
    return {};
  },
});

const retryAll = endpoint({
  method: 'POST',
  path: '/queues/retry',
  operationId: 'retryDeadLetters',
  summary: 'Has all dead letters tried again',
  access: operatorOnly,
  status: 200,
  answer: z.object({ retried: z.int().describe('how many') }),
  async handle({ deps, caller, now }) {
    return { body: { retried: await retryAllDeadLetters(deps.operations.db, deedOf({ caller, now })) } };
  },
});

const drop = endpoint({
  method: 'DELETE',
  path: '/dead-letters/{id}',
  operationId: 'dropDeadLetter',
  summary: 'Gives one up for good',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle({ deps, caller, params, now }) {
    await dropDeadLetter(deps.operations.db, deedOf({ caller, now }), idOf(params));
    return {};
  },
});

const testMail = endpoint({
  method: 'POST',
  path: '/test-mail',
  operationId: 'sendTestMail',
  summary: 'Sends a mail that says it is a test, at once',
  access: operatorOnly,
  body: z.strictObject({ email }),
  status: 204,
  answer: null,
  refusals: ['mail_not_sent'],
  async handle({ deps, body, language, now }) {
    await sendTestMail(deps.operations, { email: body.email, language, timeZone: 'UTC' }, now);
    return {};
  },
});

/** @throws Refusal `not_found` for what is no id */
function idOf({ id = '' }: Readonly<Record<string, string>>): string {
  if (uuidPart.read(id) === null) throw new Refusal('not_found');
  return id;
}

function queueDocument({ oldestSince, ...queue }: QueueState) {
  return { ...queue, oldest_since: oldestSince?.toISOString() ?? null };
}

export const queueEndpoints = [listQueues, listDeadLetters, retryOne, drop, retryAll, testMail];
