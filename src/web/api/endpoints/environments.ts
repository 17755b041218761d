import { z } from 'zod';
import { email, slug, word } from '../../../documents/fields.ts';
import { readBy } from '../../../documents/problems.ts';
import type { Environment } from '../../../environments/environment.ts';
import { mostPilotUsers } from '../../../environments/pilot.ts';
import { setEnvironmentMfa } from '../../../environments/set-environment-mfa.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { deedOf } from '../access/deed-of.ts';
import { endpoint } from '../access/endpoint.ts';
import { operatorOnly } from '../access/endpoint-access.ts';
import { emailField } from '../answers/answer-fields.ts';
import { InvalidValue } from '../answers/errors.ts';
import { pageOf, wholePage } from '../dialects/own/pages.ts';

const mfa = word(['off', 'pilot', 'on']);

const environmentBody = z
  .strictObject({
    mfa,
    /** For whom first, while `mfa` is `pilot`. What is left out stays as it is. */
    pilot: z
      .strictObject({
        users: z.array(email).max(mostPilotUsers).optional(),
        percent: z.int().min(0).max(100).optional(),
      })
      .optional(),
    name: z.string().describe('as a GET answers it; it changes nothing').optional(),
  })
  .meta({ id: 'EnvironmentChange' });

const environmentAnswer = z
  .object({
    name: z.string(),
    mfa,
    pilot: z.object({ users: z.array(emailField), percent: z.int() }).meta({ id: 'Pilot' }),
  })
  .meta({ id: 'Environment' });

const path = '/environments/{name}';

const listEnvironments = endpoint({
  method: 'GET',
  path: '/environments',
  operationId: 'listEnvironments',
  summary: 'All environments, in the order of their names',
  access: operatorOnly,
  status: 200,
  answer: pageOf(environmentAnswer),
  async handle({ deps }) {
    return { body: wholePage((await deps.operations.db.environments.all()).map(documentOf)) };
  },
});

const readEnvironment = endpoint({
  method: 'GET',
  path,
  operationId: 'readEnvironment',
  summary: 'The MFA of the clients of an environment',
  access: operatorOnly,
  status: 200,
  answer: environmentAnswer,
  refusals: ['not_found'],
  async handle({ deps, params }) {
    const environment = await deps.operations.db.environments.find(nameOf(params));
    if (environment === null) throw new Refusal('not_found');
    return { body: documentOf(environment) };
  },
});

const writeEnvironment = endpoint({
  method: 'PUT',
  path,
  operationId: 'setEnvironment',
  alsoCreates: true,
  summary: 'Sets the MFA of an environment, or creates it',
  access: operatorOnly,
  body: environmentBody,
  status: 200,
  answer: environmentAnswer,
  async handle({ deps, caller, params, body, now }) {
    const change = { name: nameOf(params), mfa: body.mfa, pilot: body.pilot, missing: 'create' } as const;
    const { before, after } = await setEnvironmentMfa(deps.operations.db, deedOf({ caller, now }), change);
    return { status: before === null ? 201 : 200, body: documentOf(after) };
  },
});

/** @throws InvalidValue 422 for what can be no name */
function nameOf({ name }: Readonly<Record<string, string>>): string {
  const read = readBy(slug, name);
  if (read.ok) return read.value;
  throw new InvalidValue(
    422,
    read.problems.map(({ problem }) => ({ path: '/name', problem })),
  );
}

function documentOf({ name, mfa, pilot }: Environment) {
  return { name, mfa, pilot: { users: pilot.users, percent: pilot.percent } };
}

export const environmentEndpoints = [listEnvironments, readEnvironment, writeEnvironment];
