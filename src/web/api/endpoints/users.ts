import { z } from 'zod';
import { displayName } from '../../../documents/fields.ts';
import { resetDeviceOfAnybody } from '../../../organizations/resets/reset-device.ts';
import { firstPassword } from '../../../passwords/first-password.ts';
import { normalizePassword } from '../../../passwords/password-rules.ts';
import { changeAccount } from '../../../people/accounts/change-account.ts';
import { endPersonSessions } from '../../../people/accounts/end-person-sessions.ts';
import { erasePerson } from '../../../people/accounts/erase-person.ts';
import { createPerson } from '../../../people/create-person.ts';
import { findPerson } from '../../../people/find-person.ts';
import { unlock } from '../../../people/unlock.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { attributesSchema } from '../../../seeding/attributes-document.ts';
import { claimsSchema } from '../../../seeding/profile-document.ts';
import { userSchema as userFields } from '../../../seeding/user-document.ts';
import { deedOf } from '../access/deed-of.ts';
import { endpoint } from '../access/endpoint.ts';
import { operatorOnly } from '../access/endpoint-access.ts';
import { userDocument, userSchema } from '../answers/user-document.ts';
import { pageOf, pageQuery, toPage } from '../dialects/own/pages.ts';
import { cursorOf, textPart } from '../input/cursors.ts';

const profile = claimsSchema.describe('replaces the one before').exactOptional();
const attributes = attributesSchema.describe('replaces the ones before').exactOptional();
const { email_verified, deactivated } = userFields.shape;
const name = displayName.nullable().exactOptional();

const emails = cursorOf({ email: textPart });

const listUsers = endpoint({
  method: 'GET',
  path: '/users',
  operationId: 'listUsers',
  summary: 'All people, in the order of their addresses',
  access: operatorOnly,
  query: z.strictObject(pageQuery(emails)),
  status: 200,
  answer: pageOf(userSchema),
  async handle({ deps, query: { limit, cursor } }) {
    const found = await deps.operations.db.accounts.page(cursor?.email ?? null, limit + 1);
    return { body: toPage(found, { cursor: emails, limit, keyOf: (each) => each, itemOf: userDocument }) };
  },
});

const createUser = endpoint({
  method: 'POST',
  path: '/users',
  operationId: 'createUser',
  hasLocation: true,
  summary:
    'Creates a person, with the fields of the seeding file; operators are named there and by the command alone',
  access: operatorOnly,
  body: userFields.omit({ operator: true }).extend({ profile, attributes }),
  status: 201,
  answer: userSchema,
  refusals: ['email_taken', 'invalid_document', 'name_not_allowed', 'server_busy'],
  async handle({ deps, caller, body, now }) {
    const { email, email_verified: emailVerified, name, profile, attributes, totp, deactivated } = body;
    if (body.password !== undefined && body.password_hash !== undefined)
      throw new Refusal('invalid_document', { list: ['password_hash: one of password and password_hash'] });
    const { hasher } = deps.operations;
    const hash =
      body.password === undefined ? undefined : await hasher.hash(normalizePassword(body.password));
    const said = { email, emailVerified, name, profile, attributes, password: firstPassword(body, hash) };
    const wanted = { ...said, ...(totp && { totp }), deactivated };
    const created = await createPerson(deps.operations.db, deedOf({ caller, now }), wanted);
    return { headers: { location: `/api/v1/users/${created.id}` }, body: userDocument(created) };
  },
});

const readUser = endpoint({
  method: 'GET',
  path: '/users/{user}',
  operationId: 'readUser',
  summary: 'A person, by id or e-mail',
  access: operatorOnly,
  status: 200,
  answer: userSchema,
  refusals: ['not_found'],
  async handle({ deps, params }) {
    return { body: userDocument((await findPerson(deps.operations.db, params.user ?? '')).user) };
  },
});

const changeUser = endpoint({
  method: 'PATCH',
  path: '/users/{user}',
  operationId: 'changeUser',
  summary:
    'Changes what an account says about its person (null removes the name), closes it, or opens it again',
  access: operatorOnly,
  body: z.strictObject({ email_verified, name, profile, attributes, deactivated }),
  status: 200,
  answer: userSchema,
  refusals: ['not_found', 'last_owner', 'name_not_allowed', 'server_busy'],
  async handle({ deps, caller, params, body, now }) {
    const { db } = deps.operations;
    const { id: userId } = (await findPerson(db, params.user ?? '')).user;
    const { email_verified: emailVerified, name, profile, attributes } = body;
    const fields = { emailVerified, name, profile, attributes };
    const change = { userId, fields, deactivated: body.deactivated };
    const changed = await changeAccount(db, deedOf({ caller, now }), change);
    return { body: userDocument(changed) };
  },
});

const eraseUser = endpoint({
  method: 'DELETE',
  path: '/users/{user}',
  operationId: 'eraseUser',
  summary:
    'Erases a person for good, with all that is personal in the activity logs; their id is never used again',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found', 'last_owner', 'server_busy'],
  async handle({ deps, caller, params, now }) {
    const { db } = deps.operations;
    const { user } = await findPerson(db, params.user ?? '');
    await erasePerson(db, deedOf({ caller, now }), user.id);
    return {};
  },
});

const unlockUser = endpoint({
  method: 'POST',
  path: '/users/{user}/unlock',
  operationId: 'unlockUser',
  summary: 'Lets a person, by id or e-mail, prove a second factor again after too many wrong codes',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found'],
  async handle({ deps, caller, params, now }) {
    await unlock(deps.operations.db, deedOf({ caller, now }), params.user ?? '');
    return {};
  },
});

const resetUser = endpoint({
  method: 'POST',
  path: '/users/{user}/reset-authenticators',
  operationId: 'resetUserAuthenticators',
  summary:
    'Removes the factors of anybody who lost their device, and ends their sessions; where a policy wants a factor, the next sign-in sets one up',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found', 'server_busy'],
  async handle({ deps, caller, params, now }) {
    await resetDeviceOfAnybody(deps.operations, deedOf({ caller, now }), params.user ?? '');
    return {};
  },
});

const endSessions = endpoint({
  method: 'DELETE',
  path: '/users/{user}/sessions',
  operationId: 'endUserSessions',
  summary:
    'Ends all sessions of a person, by id or e-mail, and forgets their remembered devices; password and factors stay',
  access: operatorOnly,
  status: 204,
  answer: null,
  refusals: ['not_found', 'server_busy'],
  async handle({ deps, caller, params, now }) {
    await endPersonSessions(deps.operations.db, deedOf({ caller, now }), params.user ?? '');
    return {};
  },
});

export const userEndpoints = [
  listUsers,
  createUser,
  readUser,
  changeUser,
  eraseUser,
  unlockUser,
  resetUser,
  endSessions,
];
