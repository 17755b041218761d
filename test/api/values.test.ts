import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { type ApiClient, type ApiReply, apiOf, operatorOf } from '../harness/api.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';
import { cursor, instant, lists, noCursors, noInstants, noLimits, uuid } from './support/bad-values.ts';
import { EveryOperation } from './support/every-operation.ts';

describe('a value that an operation of the API cannot take', () => {
  let world: World;
  let all: EveryOperation;
  let owner: ApiClient;
  let operator: ApiClient;
  let firstLine: number;

  before(async () => {
    world = await createWorld({ plan: 'team' });
    all = await EveryOperation.of(world);
    ({ person: owner, operator } = all);
  });

  beforeEach(() => {
    firstLine = world.server.log.length;
  });

  afterEach(() => {
    const errors = world.server.log.slice(firstLine).filter((line) => line.includes('"level":"error"'));
    expect(errors).to.deep.equal([]);
  });

  const inOrganization = (rest: string) => `/organizations/${world.slug}/${rest}`;

  function expectRefused({ status, headers, body }: ApiReply, path: string, what: string): void {
    expect([status, body.code], what).to.deep.equal([422, 'invalid_value']);
    const paths = new Set(body.errors.map((each: { path: string }) => each.path));
    expect([...paths], what).to.deep.equal([path]);
    expect(headers.get('content-type'), what).to.include('application/problem+json');
  }

  for (const [list, own] of Object.entries(lists))
    it(`is a cursor of ${list} that it has not written`, async () => {
      const api = list === '/organizations' ? operator : owner;
      const path = list.startsWith('/') ? list : inOrganization(list);
      // A name may be any text but none, and a name is all that a cursor of organizations has.
      const names = new Set([cursor(instant)]);
      const bad = [...noCursors, ...own].filter((each) => list !== '/organizations' || !names.has(each));
      for (const each of bad)
        expectRefused(await api.get(`${path}?cursor=${each}`), '/cursor', `${list} ${each.slice(0, 99)}`);
    });

  it('is a limit in other digits than ten, or none at all', async () => {
    for (const limit of noLimits)
      expectRefused(await owner.get(inOrganization(`members?limit=${limit}`)), '/limit', limit);
    for (const list of ['/me/sessions', inOrganization('invitations'), inOrganization('activity')])
      for (const limit of ['1e2', '0x10', ''])
        expectRefused(await owner.get(`${list}?limit=${limit}`), '/limit', `${list} ${limit}`);
    expectRefused(await operator.get('/organizations?limit=1e2'), '/limit', 'organizations');
    for (const limit of ['1', '200', '007'])
      expect((await owner.get(inOrganization(`members?limit=${limit}`))).status, limit).to.equal(200);
  });

  it('is an instant from or to which the activity is asked for, as a list or as CSV', async () => {
    const exports = async () =>
      (await owner.get(inOrganization('activity?type=organization.exported'))).body.items.length;
    const before = await exports();
    for (const list of ['activity', 'activity.csv'])
      for (const name of ['from', 'to'])
        for (const at of noInstants) {
          const path = `${list}?${name}=${encodeURIComponent(String(at))}`;
          expectRefused(await owner.get(inOrganization(path)), `/${name}`, path.slice(0, 99));
        }
    expect(await exports(), 'noted as an export').to.equal(before);
    const widest = 'from=1970-01-01T00:00:00Z&to=9999-12-31T23:59:59.999Z';
    for (const list of ['activity', 'activity.csv'])
      expect((await owner.get(inOrganization(`${list}?${widest}`))).status, list).to.equal(200);
  });

  it('is an instant in a body', async () => {
    const { body } = await owner.get(inOrganization('members?q=mina'));
    const member = inOrganization(`members/${body.items[0].id}`);
    for (const at of [...noInstants, 1767225600000, true, [], {}, ['2030-01-01T00:00:00Z']]) {
      const what = JSON.stringify(at).slice(0, 99);
      const exempt = { override: 'exempt', exempt_until: at };
      expectRefused(await owner.patch(member, exempt), '/exempt_until', what);
      const plan = { plan: 'team', trial_ends_at: at };
      expectRefused(await operator.put(inOrganization('plan'), plan), '/trial_ends_at', what);
      for (const send of [owner.put, owner.post]) {
        const path = inOrganization(send === owner.put ? 'enforcement' : 'enforcement/preview');
        const activation = { deadline: at };
        expectRefused(await send(path, { preset: 'by-midnight', activation }), '/activation/deadline', what);
      }
    }
    expect((await owner.get(member)).body.override).to.equal('inherit');
    expect((await owner.get(inOrganization('enforcement'))).body.state).to.equal('off');
  });

  it('is a number of a body that is no whole one within bounds', async () => {
    for (const seats of [0, -1, 1.5, 1e9, 1e300, '5', '', null, true, [5], {}])
      expectRefused(await operator.put(inOrganization('seats'), { seats }), '/seats', JSON.stringify(seats));
    for (const addSeats of [0, -1, 0.5, 1e9, '1', null])
      expectRefused(
        await owner.post(inOrganization('invitations'), { email: 'a@b.example', add_seats: addSeats }),
        '/add_seats',
        JSON.stringify(addSeats),
      );
  });

  it('is an Idempotency-Key of no or of very many characters', async () => {
    for (const key of ['', 'x'.repeat(256), 'x'.repeat(8000)]) {
      const answer = await owner.post(
        inOrganization('invitations'),
        { email: 'a@b.example' },
        { 'idempotency-key': key },
      );
      expectRefused(answer, '/Idempotency-Key', String(key.length));
    }
    expect((await owner.get(inOrganization('invitations'))).body.items).to.deep.equal([]);
  });

  it('is an id in a path that is none: nobody’s, at every operation', async () => {
    const ids = [
      'x'.repeat(7000),
      '%ff',
      '%zz',
      '%',
      '%00',
      '%ed%a0%80',
      '%2e%2e',
      '..%2f..',
      '%0d%0ax',
      '0',
      '-1',
      '1e3',
      'null',
      'undefined',
      '__proto__',
      'constructor',
      uuid.toUpperCase(),
      `%7b${uuid}%7d`,
      uuid.replaceAll('-', ''),
      '99999999999999999999999',
      '%F0%9F%98%80',
      'a%2b%27%22%3b--',
    ];
    for (const { method, path, body, operationId } of endpoints.filter((each) => each.path.includes('{')))
      for (const id of ids) {
        const named = path.replace('{slug}', path.endsWith('{slug}') ? '{x}' : world.slug);
        if (!named.includes('{')) continue;
        const query = operationId === 'previewPlan' ? '?plan=team' : '';
        const answer = await all.send({
          method,
          path: `${named.replaceAll(/\{\w+\}/g, id)}${query}`,
          headers: { 'content-type': 'application/json' },
          ...(body === null ? {} : { body: '{}' }),
        });
        expect(answer.status, `${operationId} ${id.slice(0, 40)}`).to.be.within(400, 499);
      }
  });

  it('is text of headers that means nothing', async () => {
    const headers: readonly Record<string, string>[] = [
      { 'accept-language': 'x'.repeat(7000) },
      { 'accept-language': '\xff;q=\xff,,;;q=1e999' },
      { accept: '\xff/\xff;q=-1' },
      { range: 'bytes=0-' },
      { 'if-none-match': '"' },
      { 'x-forwarded-for': '\xff' },
      { origin: 'null' },
      { cookie: '=;=;\xff' },
    ];
    for (const each of headers) {
      const answer = await owner.send('GET', '/me', undefined, each);
      expect(answer.status, JSON.stringify(each).slice(0, 60)).to.equal(200);
    }
    for (const authorization of [
      'Bearer',
      'Bearer ',
      'Bearer \xff',
      `Bearer ${'x'.repeat(7000)}`,
      'Basic OjpA',
      '\xff',
      'Bearer a b',
    ]) {
      const { status } = await owner.send('GET', '/me', undefined, { authorization });
      expect(status, authorization.slice(0, 20)).to.equal(401);
    }
  });
});

describe('a cursor of the API', () => {
  it('leads through every list of several pages, each entry once', async () => {
    const world = await createWorld({ plan: 'enterprise' });
    const owner = await apiOf(world, world.olivia);
    await signIn(world.application, world.olivia, { step: 1 });
    const organization = `/organizations/${world.slug}`;
    for (const name of ['a', 'b', 'c'])
      await owner.post(`${organization}/invitations`, { email: `${name}@${world.slug}.example` });
    const [operator, mark] = [await operatorOf(world), randomUUID().slice(0, 8)];
    for (const name of ['a', 'b']) await operator.post('/organizations', { slug: `zz-${mark}-${name}` });
    const lists: readonly (readonly [
      api: ApiClient,
      path: string,
      limit: number,
      idOf: string,
      least: number,
    ])[] = [
      [owner, '/me/sessions', 1, 'id', 2],
      [owner, `${organization}/members`, 1, 'id', 3],
      [owner, `${organization}/invitations`, 2, 'id', 3],
      [owner, `${organization}/activity`, 2, 'id', 3],
      [operator, '/organizations', 50, 'slug', 3],
    ];
    for (const [api, path, limit, idOf, least] of lists) {
      const seen: string[] = [];
      let next = '';
      do {
        const { status, body } = await api.get(
          `${path}?limit=${limit}${next === '' ? '' : `&cursor=${next}`}`,
        );
        expect(status, path).to.equal(200);
        seen.push(...body.items.map((item: Record<string, string>) => item[idOf]));
        next = body.next ?? '';
      } while (next !== '');
      expect(new Set(seen).size, path).to.equal(seen.length);
      expect(seen.length, path).to.be.at.least(least);
    }
  });
});
