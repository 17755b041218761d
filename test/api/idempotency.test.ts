import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { z } from 'zod';
import { type IdempotencyStore, type KeptAnswer, once } from '../../src/idempotency/idempotency.ts';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { type ApiClient, type ApiReply, apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { SecurityKeySimulator } from '../harness/security-key.ts';
import { codeOf, createWorld, mailedCode } from '../harness/world.ts';

interface Repeated {
  readonly path: string;
  readonly first: ApiReply;
  readonly again: ApiReply;
}

/** The same request twice, with one key. */
async function twice(api: ApiClient, path: string, body: unknown): Promise<Repeated> {
  const headers = { 'idempotency-key': randomUUID() };
  const [first, again] = [await api.post(path, body, headers), await api.post(path, body, headers)];
  expect(
    [first, again].map((each) => each.headers.get('idempotency-replayed')),
    path,
  ).to.deep.equal([null, 'true']);
  return { path, first, again };
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface Operation {
  readonly parameters: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: object }>>;
}

/** Names of the fields of an object, or of all its variants. */
function fieldsOf(schema: object): string[] {
  const {
    properties = {},
    oneOf = [],
    anyOf = [],
  } = schema as {
    readonly properties?: object;
    readonly oneOf?: object[];
    readonly anyOf?: object[];
  };
  return [...Object.keys(properties), ...oneOf.flatMap(fieldsOf), ...anyOf.flatMap(fieldsOf)];
}

describe('a POST with an Idempotency-Key', () => {
  it('leaves nothing in the database by which a password in it could be guessed', async () => {
    const world = await createWorld();
    const { sql } = world.server.countersign.db;
    const api = await apiOf(world, world.tomas);
    const body = { current_password: world.tomas.password, new_password: 'seventeen quiet otters' };
    const headers = { 'idempotency-key': randomUUID() };
    expect((await api.post('/me/password', body, headers)).status).to.equal(204);
    const again = await api.post('/me/password', body, headers);
    expect([again.status, again.headers.get('idempotency-replayed')]).to.deep.equal([204, 'true']);
    // What somebody with a copy of the database could compute for each password they guess.
    const parts = ['POST', '/api/v1/me/password', JSON.stringify(body)];
    const guess = createHash('sha256').update(JSON.stringify(parts)).digest();
    expect(await sql('SELECT 1 FROM idempotency_keys WHERE request_hash = $1', [guess])).to.deep.equal([]);
  });

  it('is done once and answered again, and refused for another request', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/invitations`;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { email: `ann@${world.slug}.example`, role: 'member' };
    const first = await operator.post(path, body, headers);
    expect(first.status, JSON.stringify(first.body)).to.equal(201);
    const again = await operator.post(path, body, headers);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).to.deep.equal([
      201,
      first.body,
      'true',
    ]);
    expect((await operator.get(path)).body.items).to.have.length(1);
    const other = await operator.post(path, { ...body, role: 'admin' }, headers);
    expect([other.status, other.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
  });

  it('is its caller’s and its address’s: the same key of somebody else, or elsewhere, is another', async () => {
    const world = await createWorld();
    const [tomas, mina] = [await apiOf(world, world.tomas), await apiOf(world, world.mina)];
    const headers = { 'idempotency-key': randomUUID() };
    const body = { kind: 'totp' };
    const first = await tomas.post('/me/authenticators', body, headers);
    const second = await mina.post('/me/authenticators', body, headers);
    for (const { status, headers: told } of [first, second])
      expect([status, told.get('idempotency-replayed')]).to.deep.equal([201, null]);
    expect(second.body.id).to.not.equal(first.body.id);
    const operator = await operatorOf(world);
    const twin = `${world.slug}-two`;
    expect((await operator.post('/organizations', { slug: twin })).status).to.equal(201);
    const invited = { email: `fay@${world.slug}.example` };
    await operator.post(`/organizations/${world.slug}/invitations`, invited, headers);
    const elsewhere = await operator.post(`/organizations/${twin}/invitations`, invited, headers);
    expect([elsewhere.status, elsewhere.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
  });

  it('is remembered for a day', async () => {
    const world = await createWorld();
    const path = `/organizations/${world.slug}/invitations`;
    const headers = { 'idempotency-key': randomUUID() };
    const send = async () =>
      (await operatorOf(world)).post(path, { email: `dan@${world.slug}.example` }, headers);
    expect((await send()).status).to.equal(201);
    travel(23 * 3600);
    const again = await send();
    expect([again.status, again.headers.get('idempotency-replayed')]).to.deep.equal([201, 'true']);
  });

  it('is done by one of ten that are sent at once', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/invitations`;
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => operator.post(path, { email: `bob@${world.slug}.example`, role: 'member' }, headers);
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    for (const { status, body } of answers)
      expect(status === 201 || body.code === 'request_under_way', JSON.stringify(body)).to.equal(true);
    expect(
      answers.filter(({ headers: told, status }) => status === 201 && !told.has('idempotency-replayed')),
    ).to.have.length(1);
  });

  it('that was refused may be sent again', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/invitations`;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { email: `cem@${world.slug}.example`, role: 'member' };
    await operator.put(`/organizations/${world.slug}/seats`, { seats: 3 });
    expect((await operator.post(path, body, headers)).body.code).to.equal('no_free_seat');
    await operator.put(`/organizations/${world.slug}/seats`, { seats: 4 });
    expect((await operator.post(path, body, headers)).status).to.equal(201);
  });

  it('L9: is told all but the secret a second time, so that a client that lost the answer can go on', async () => {
    const world = await createWorld();
    const [owner, mina] = [await apiOf(world, world.olivia), await apiOf(world, world.mina)];
    const invitation = await owner.post(`/organizations/${world.slug}/invitations`, {
      email: world.greta.email,
    });
    const begun = await twice(mina, '/me/authenticators', { kind: 'totp', nickname: 'Phone' });
    const cases: readonly (readonly [Repeated, secrets: readonly string[]])[] = [
      [begun, ['otpauth_uri', 'qr', 'secret']],
      [
        await twice(mina, `/me/authenticators/${begun.first.body.id}/confirm`, {
          code: codeOf(begun.first.body.secret),
          mailbox_code: mailedCode(world.server, world.mina.email),
        }),
        ['recovery_codes'],
      ],
      [await twice(mina, '/me/recovery-codes', {}), ['recovery_codes']],
      [await twice(owner, `/organizations/${world.slug}/members/${world.tomas.email}/ticket`, {}), ['code']],
      [
        await twice(owner, `/organizations/${world.slug}/invitations/${invitation.body.id}/ticket`, {}),
        ['code'],
      ],
    ];
    for (const [{ path, first, again }, secrets] of cases) {
      expect(first.status, `${path} ${JSON.stringify(first.body)}`).to.equal(201);
      const told = Object.entries(first.body).filter(([name]) => !secrets.includes(name));
      expect(Object.keys(first.body), path).to.include.members(secrets);
      expect([again.status, again.body], path).to.deep.equal([
        201,
        { ...Object.fromEntries(told), shown_before: true },
      ]);
    }
    expect(begun.again.body).to.include({ kind: 'totp', id: begun.first.body.id });
    expect((await mina.get('/me/authenticators')).body.items).to.have.length(1);
  });

  it('that began a security key can be gone on from with the answer to the second one', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const { again } = await twice(api, '/me/authenticators', { kind: 'webauthn' });
    const credential = new SecurityKeySimulator(world.server.issuer).register(again.body.public_key);
    const mailbox_code = mailedCode(world.server, world.mina.email);
    const done = await api.post(`/me/authenticators/${again.body.id}/confirm`, { credential, mailbox_code });
    expect([done.status, done.body.kind]).to.deep.equal([201, 'webauthn']);
  });

  it('is answered with the headers of the first time, too', async () => {
    const world = await createWorld();
    const slug = `n-${randomUUID().slice(0, 8)}`;
    const { first, again } = await twice(await operatorOf(world), '/organizations', { slug });
    expect([again.status, again.body]).to.deep.equal([201, first.body]);
    for (const name of ['etag', 'location']) {
      expect(first.headers.get(name), name).to.be.a('string');
      expect(again.headers.get(name), name).to.equal(first.headers.get(name));
    }
  });

  it('L9: never stores a secret', async () => {
    const kept: KeptAnswer[] = [];
    const store: IdempotencyStore = {
      begin: async () => null,
      finish: async (_key, answer) => void kept.push(answer),
      forget: async () => undefined,
      forgetNaming: async () => undefined,
    };
    const asked = { key: 'k', callerId: 'c', method: 'POST', path: '/', body: {} };
    const request = { ...asked, secrets: ['code', 'qr'], now: new Date() };
    const answers = [{ id: '1', code: 'canary' }, { qr: 'canary', code: 'canary' }, { id: '1' }, undefined];
    for (const body of answers) {
      const run = async () => ({ status: 201, body });
      expect(await once(store, request, run)).to.deep.equal({ first: { status: 201, body } });
    }
    expect(kept.map(({ body }) => body)).to.deep.equal([
      { id: '1', shown_before: true },
      { shown_before: true },
      { id: '1' },
      undefined,
    ]);
  });

  it('L9: names as a secret every field of an answer that is called like one', () => {
    const secretNames = [
      'code',
      'secret',
      'otpauth_uri',
      'qr',
      'recovery_codes',
      'password',
      'token',
      'ticket',
      'client_secret',
    ];
    const told = endpoints.flatMap(({ operationId, method, answer, secrets = [] }) =>
      method === 'GET' || answer === null
        ? []
        : fieldsOf(z.toJSONSchema(answer, { unrepresentable: 'any' }))
            .filter((name) => secretNames.includes(name) && !secrets.includes(name))
            .map((name) => `${operationId} ${name}`),
    );
    expect(told).to.deep.equal([]);
  });

  it('is described with what may be left out of its answer', async () => {
    const { server } = await createWorld();
    const { paths, components } = (await (
      await fetch(`${server.issuer}/api/v1/openapi.json`)
    ).json()) as OpenApi;
    // With the schemas that it refers to written out.
    const whole = (content: object): string =>
      JSON.stringify(content).replaceAll(/"#\/components\/schemas\/(\w+)"/g, (_, name: string) =>
        whole(components.schemas[name] ?? {}),
      );
    for (const { path, method, secrets = [], operationId } of endpoints.filter(
      (each) => each.method === 'POST',
    )) {
      const { responses, parameters } = paths[path]?.[method.toLowerCase()] ?? {
        responses: {},
        parameters: [],
      };
      expect(
        parameters.map(({ name }) => name),
        operationId,
      ).to.include('Idempotency-Key');
      const [done] = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      expect(done?.[1].headers, operationId).to.have.property('Idempotency-Replayed');
      const text = whole(done?.[1].content ?? {});
      expect(text.includes('shown_before'), operationId).to.equal(secrets.length > 0);
      for (const name of secrets)
        expect(text, operationId).not.to.match(new RegExp(`"required":\\[[^\\]]*"${name}"`));
    }
  });

  it('L9: is not told a secret a second time', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const headers = { 'idempotency-key': randomUUID() };
    const first = await api.post('/me/recovery-codes', {}, headers);
    expect(first.status, JSON.stringify(first.body)).to.equal(201);
    const again = await api.post('/me/recovery-codes', {}, headers);
    expect([again.status, again.body]).to.deep.equal([201, { shown_before: true }]);
  });
});
