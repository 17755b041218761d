import { expect } from 'chai';
import type { Endpoint } from '../../src/web/api/access/endpoint.ts';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { createWorld, type World } from '../harness/world.ts';
import { EveryOperation } from './support/every-operation.ts';

const json = 'application/json';

const otherTypes: readonly (string | null)[] = [
  'application/x-www-form-urlencoded',
  'text/plain',
  'text/plain;charset=UTF-8',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/merge-patch+json',
  'application/scim+json',
  'application/jsonx',
  'application/json; charset=utf-16',
  'application/json, text/plain',
  'nonsense',
  '',
  null,
];

const noJson: readonly (readonly [what: string, body: string | Uint8Array])[] = [
  ['half an object', '{'],
  ['a word', 'AAA'],
  ['a form', 'preset=all-at-once'],
  ['two objects', '{}{}'],
  ['a comma too many', '{"a":1,}'],
  ['a byte order mark', '\ufeff{}'],
  ['white space', '  '],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['text in UTF-16', Buffer.from('{}', 'utf16le')],
];

const noObject = ['"AAA"', '12', 'null', 'true', '[]', '[{}]', '"{}"'];

const unknownFields: readonly (readonly [field: string, body: string])[] = [
  ['nonsense', '{"nonsense":1}'],
  ['__proto__', '{"__proto__":{"preset":"all-at-once","role":"owner","name":"x"}}'],
  ['constructor', '{"constructor":{"prototype":{"role":"owner"}}}'],
  ['prototype', '{"prototype":{}}'],
  ['toString', '{"toString":"x"}'],
];

/** Two that stand for all: one takes a body, one takes none. */
const examples = endpoints.filter(({ operationId }) => ['setEnforcement', 'readMe'].includes(operationId));

/** Every operation with the first values of a list, and the examples with all of them. */
function* everyOperationWith<Value>(values: readonly Value[]): Generator<readonly [Endpoint, Value]> {
  for (const endpoint of endpoints)
    for (const value of examples.includes(endpoint) ? values : values.slice(0, 2)) yield [endpoint, value];
}

const deep = (levels: number) => `{"state":${'['.repeat(levels)}${']'.repeat(levels)}}`;

/** What comes of each operation without a body: the status shows that it was taken, of nobody or of oneself. */
const outcomes: Readonly<Record<string, number>> = {
  deleteOrganization: 404,
  stopJob: 404,
  deleteClient: 404,
  eraseUser: 404,
  eraseMe: 403,
  revokeMyGrant: 404,
  withdrawMyApplication: 404,
  acceptMyInvitation: 404,
  cancelMyEmailChange: 404,
  resendMyEmailChange: 404,
  forgetMyRememberedDevice: 404,
  forgetMyRememberedDevices: 204,
  removeMember: 404,
  resetAuthenticators: 404,
  askOperator: 404,
  askNotificationAddress: 204,
  remindMember: 404,
  revokeInvitation: 404,
  resendInvitation: 404,
  issueInvitationTicket: 404,
  issueEnrollmentTicket: 404,
  unlockUser: 404,
  resetUserAuthenticators: 404,
  endUserSessions: 404,
  reseal: 200,
  retryDeadLetter: 404,
  retryDeadLetters: 200,
  dropDeadLetter: 404,
  leaveOrganization: 403,
  removeMyAuthenticator: 404,
  renewRecoveryCodes: 201,
  endMySessions: 404,
};

describe('the body of a request to the API', () => {
  let world: World;
  let all: EveryOperation;
  let untouched: unknown;

  before(async () => {
    world = await createWorld({ enforcement: { preset: 'all-at-once' } });
    all = await EveryOperation.of(world);
    untouched = await stateOf();
  });

  afterEach(async () => expect(await stateOf(), 'something was changed').to.deep.equal(untouched));

  async function stateOf(): Promise<unknown> {
    const { sql } = world.server.countersign.db;
    return sql(
      `SELECT o.*, (SELECT json_agg(m ORDER BY m.user_id) FROM members m WHERE m.organization_id = o.id) AS members,
         (SELECT count(*)::int FROM invitations i WHERE i.organization_id = o.id) AS invitations,
         (SELECT count(*)::int FROM environments) AS environments, (SELECT count(*)::int FROM organizations) AS all
       FROM organizations o WHERE o.slug = $1`,
      [world.slug],
    );
  }

  const send = (endpoint: Endpoint, type: string | null, body?: string | Uint8Array) =>
    all.send({
      method: endpoint.method,
      path: all.pathOf(endpoint),
      headers: type === null ? {} : { 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });

  it('of another type than JSON is a 415 at every operation', async () => {
    for (const [endpoint, type] of everyOperationWith(otherTypes)) {
      const { status, headers, body } = await send(endpoint, type, '{"preset":"all-at-once"}');
      const what = `${endpoint.operationId} ${type}`;
      expect([status, body.code, headers.accept], what).to.deep.equal([415, 'unsupported_media_type', json]);
      expect(headers['content-type'], what).to.include('application/problem+json');
    }
  });

  it('that is none is a 422 where one is needed, whatever type it says', async () => {
    for (const endpoint of endpoints.filter(({ body }) => body !== null))
      for (const type of [json, 'application/x-www-form-urlencoded', null])
        for (const empty of [undefined, '']) {
          const { status, body } = await send(endpoint, type, empty);
          const what = `${endpoint.operationId} ${type} ${empty}`;
          expect([status, body.code, body.errors], what).to.deep.equal([
            422,
            'invalid_value',
            [{ path: '/', problem: 'is missing' }],
          ]);
        }
  });

  it('that is no JSON is a 400 at every operation', async () => {
    for (const [endpoint, [what, bytes]] of everyOperationWith(noJson)) {
      const { status, body } = await send(endpoint, json, bytes);
      expect([status, body.code], `${endpoint.operationId}: ${what}`).to.deep.equal([
        400,
        'malformed_request',
      ]);
    }
  });

  it('that is JSON but no object is a 422 at every operation', async () => {
    for (const [endpoint, text] of everyOperationWith(noObject)) {
      const { status, body } = await send(endpoint, json, text);
      const what = `${endpoint.operationId} ${text}`;
      expect([status, body.code, body.errors], what).to.deep.equal([
        422,
        'invalid_value',
        [{ path: '/', problem: 'must be a group of fields' }],
      ]);
    }
  });

  it('with a field that is not known is a 422 at every operation, the names of the language included', async () => {
    for (const [endpoint, [field, text]] of everyOperationWith(unknownFields)) {
      const { status, body } = await send(endpoint, json, text);
      const what = `${endpoint.operationId} ${field}`;
      expect([status, body.code], what).to.deep.equal([422, 'invalid_value']);
      expect(body.errors, what).to.deep.include({ path: `/${field}`, problem: 'is not a known field' });
    }
    expect(({} as Record<string, unknown>).role).to.equal(undefined);
  });

  it('of more than 256 kB is a 413 at every operation', async () => {
    const long = JSON.stringify({ nonsense: 'x'.repeat(256 * 1024) });
    for (const endpoint of endpoints) {
      const { status, body } = await send(endpoint, json, long);
      expect([status, body.code], endpoint.operationId).to.deep.equal([413, 'body_too_large']);
    }
  });

  it('that is nested without end is a 422 at every operation, with an Idempotency-Key too', async () => {
    for (const [endpoint, levels] of everyOperationWith([60_000, 100])) {
      const headers = { 'content-type': json, 'idempotency-key': `${endpoint.operationId} ${levels}` };
      const request = { method: endpoint.method, path: all.pathOf(endpoint), headers, body: deep(levels) };
      expect((await all.send(request)).status, `${endpoint.operationId} ${levels}`).to.equal(422);
    }
  });

  it('in UTF-8 may say so', async () => {
    const types = [
      'application/json;charset=utf-8',
      'Application/JSON; charset="UTF-8"',
      'application/json ;',
    ];
    const preview = endpoints.find(({ operationId }) => operationId === 'previewEnforcement');
    if (preview === undefined) throw new Error('the operation has another name');
    for (const type of types)
      expect((await send(preview, type, '{"preset":"all-at-once"}')).status).to.equal(200);
  });
});

/** The organization is for the operations behind it. */
function isEnding({ operationId }: Endpoint): boolean {
  return operationId === 'deleteOrganization';
}

describe('an operation that takes no body', () => {
  it('is done without one and with an empty object, with and without a type', async () => {
    const world = await createWorld();
    const all = await EveryOperation.of(world);
    const without = endpoints.filter(({ method, body }) => method !== 'GET' && body === null);
    expect(without.map(({ operationId }) => operationId)).to.have.members(Object.keys(outcomes));
    for (const endpoint of without)
      for (const [type, body] of [
        [null, undefined],
        [json, undefined],
        [null, ''],
        [json, ''],
        ['application/x-www-form-urlencoded', ''],
        [json, '{}'],
      ]) {
        const path = isEnding(endpoint) ? '/organizations/nobodys' : all.pathOf(endpoint);
        const request = { method: endpoint.method, path };
        const headers = type == null ? {} : { 'content-type': type };
        const answer = await all.send({ ...request, headers, ...(body == null ? {} : { body }) });
        const what = `${endpoint.operationId} ${type} ${body}`;
        // Five sets of codes in an hour: the sixth request is read as well, and refused for that.
        const isSixthSet = endpoint.operationId === 'renewRecoveryCodes' && body === '{}';
        expect(answer.status, `${what} ${JSON.stringify(answer.body)}`).to.equal(
          isSixthSet ? 429 : outcomes[endpoint.operationId],
        );
      }
  });
});

describe('enforcement', () => {
  it('stays on when it is written with a form, as curl does by itself, or with nothing', async () => {
    const world = await createWorld({ enforcement: { preset: 'all-at-once' } });
    const all = await EveryOperation.of(world);
    const path = `/organizations/${world.slug}/enforcement`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = '{"preset":"all-at-once","required":"everyone"}';
    expect((await all.send({ method: 'PUT', path, headers: form, body })).status).to.equal(415);
    expect((await all.send({ method: 'PUT', path })).status).to.equal(422);
    const { body: answer } = await all.send({ method: 'GET', path });
    expect([answer.state, answer.required]).to.deep.equal(['on', 'everyone']);
  });
});
