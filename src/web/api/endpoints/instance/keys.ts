import { z } from 'zod';
import { word } from '../../../../documents/fields.ts';
import {
  type SigningKey,
  signingAlgorithms,
  signingKeyState,
  signingKeyStates,
} from '../../../../provider/keys/signing-key.ts';
import { rotateLive } from '../../../../provider/library/rotate-live.ts';
import { startReseal } from '../../../../sealing/reseal.ts';
import { sealedKinds } from '../../../../sealing/sealing-store.ts';
import type { Stores } from '../../../../stores.ts';
import { deedOf } from '../../access/deed-of.ts';
import { endpoint } from '../../access/endpoint.ts';
import { operatorOnly } from '../../access/endpoint-access.ts';
import { instantField } from '../../answers/answer-fields.ts';
import { pageOf, wholePage } from '../../dialects/own/pages.ts';

const keySchema = z
  .object({
    kid: z.string(),
    algorithm: z.enum(signingAlgorithms),
    state: z
      .enum(signingKeyStates)
      .describe('`upcoming`: published, and signs later; `retiring`: signs no more'),
    created_at: instantField,
    signs_from: instantField,
    retires_at: instantField.nullable().describe('when it is published no more'),
  })
  .meta({ id: 'SigningKey' });

const sealingSchema = z
  .object({
    key: z.string().describe('id of the first of SECRET_KEYS, which seals'),
    sealed: z.array(
      z
        .object({
          kind: z.enum(sealedKinds),
          all: z.int(),
          old: z.int().describe('of those: sealed by an older key'),
        })
        .meta({ id: 'SealedValues' }),
    ),
    is_resealing: z.boolean().describe('whether old ones are being sealed anew'),
  })
  .meta({ id: 'Sealing' });

const listKeys = endpoint({
  method: 'GET',
  path: '/keys',
  operationId: 'listKeys',
  summary: 'The keys that sign tokens, without their secret parts',
  access: operatorOnly,
  status: 200,
  answer: pageOf(keySchema),
  async handle({ deps, now }) {
    const keys = await deps.operations.db.signingKeys.all();
    return { body: wholePage(keys.map((key) => keyDocument(key, keys, now))) };
  },
});

const rotate = endpoint({
  method: 'POST',
  path: '/keys/rotate',
  operationId: 'rotateKeys',
  summary:
    'Publishes new keys that sign in an hour; `immediately` is for a key that leaked: the old ones are gone',
  access: operatorOnly,
  body: z.strictObject({ when: word(['overlapping', 'immediately']).default('overlapping') }),
  status: 200,
  answer: pageOf(keySchema),
  async handle({ deps, caller, body, now }) {
    const { db } = deps.operations;
    await rotateLive({ db, live: deps.live }, deedOf({ caller, now }), { when: body.when });
    const keys = await db.signingKeys.all();
    return { body: wholePage(keys.map((key) => keyDocument(key, keys, now))) };
  },
});

const readSealing = endpoint({
  method: 'GET',
  path: '/sealing',
  operationId: 'readSealing',
  summary: 'Which key seals secrets at rest, and how many of them an older one has sealed',
  access: operatorOnly,
  status: 200,
  answer: sealingSchema,
  async handle({ deps }) {
    return { body: await sealingDocument(deps.operations.db) };
  },
});

const sealAnew = endpoint({
  method: 'POST',
  path: '/sealing/reseal',
  operationId: 'reseal',
  summary: 'Has the servers seal anew, beside their requests, whatever an older key has sealed',
  access: operatorOnly,
  status: 200,
  answer: sealingSchema,
  async handle({ deps, caller, now }) {
    const { db } = deps.operations;
    await startReseal(db, deedOf({ caller, now }));
    return { body: await sealingDocument(db) };
  },
});

function keyDocument(key: SigningKey, keys: readonly SigningKey[], now: Date): z.input<typeof keySchema> {
  const { kid, algorithm, createdAt, signsFrom, retiresAt } = key;
  return {
    kid,
    algorithm,
    state: signingKeyState(key, keys, now),
    created_at: createdAt.toISOString(),
    signs_from: signsFrom.toISOString(),
    retires_at: retiresAt?.toISOString() ?? null,
  };
}

async function sealingDocument({
  sealing,
  instance,
}: Pick<Stores, 'sealing' | 'instance'>): Promise<z.input<typeof sealingSchema>> {
  const [states, queues] = [await sealing.states(), await instance.queues()];
  const isResealing = queues.some(({ kind, waiting }) => kind === 'reseal' && waiting > 0);
  return { key: sealing.newestKey, sealed: [...states], is_resealing: isResealing };
}

export const keyEndpoints = [listKeys, rotate, readSealing, sealAnew];
