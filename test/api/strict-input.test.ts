import { expect } from 'chai';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { apiOf } from '../harness/api.ts';
import { createWorld, password, type World } from '../harness/world.ts';
import { EveryOperation } from './support/every-operation.ts';

describe('a query of the API', () => {
  let world: World;
  let all: EveryOperation;

  before(async () => {
    world = await createWorld();
    all = await EveryOperation.of(world);
  });

  it('with a parameter that is not known is a 422 at every operation, also where none is taken', async () => {
    const unknown: readonly (readonly [query: string, name: string])[] = [
      ['nonsense=1', 'nonsense'],
      ['nonsense', 'nonsense'],
      ['Limit=1', 'Limit'],
      ['limit[]=1', 'limit/'],
      ['limit%20=1', 'limit '],
      ['__proto__=1', '__proto__'],
      ['constructor=1', 'constructor'],
      ['=1', ''],
      ['access_token=x', 'access_token'],
    ];
    for (const endpoint of endpoints)
      for (const [query, name] of endpoint.query === null ? unknown.slice(0, 2) : unknown) {
        const path = all.pathOf(endpoint);
        const { status, body } = await all.send({
          method: endpoint.method,
          path: `${path}${path.includes('?') ? '&' : '?'}${query}`,
          headers: { 'content-type': 'application/json' },
          body: '{}',
        });
        const what = `${endpoint.operationId} ${query}`;
        expect([status, body.code], what).to.deep.equal([422, 'invalid_value']);
        expect(body.errors, what).to.deep.include({ path: `/${name}`, problem: 'is not a known field' });
      }
  });

  it('with a parameter twice is a 422', async () => {
    const path = `/organizations/${world.slug}/members`;
    for (const query of ['limit=1&limit=2', 'limit=1&limit=1', 'q=a&q=b', 'status=pending&status=pending']) {
      const [name] = query.split('=', 1);
      const { status, body } = await all.send({ method: 'GET', path: `${path}?${query}` });
      expect([status, body.errors], query).to.deep.equal([
        422,
        [{ path: `/${name}`, problem: 'is given more than once' }],
      ]);
    }
  });

  it('with a mistyped filter does not list everybody', async () => {
    for (const query of ['state=protected', 'Status=protected', 'staus=protected', 'query=tomas']) {
      const path = `/organizations/${world.slug}/members?${query}`;
      const { status, body } = await all.send({ method: 'GET', path });
      expect([status, body.items], query).to.deep.equal([422, undefined]);
    }
  });
});

describe('a body of /me', () => {
  it('with a field that is not known is a 422, and nothing is done', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const bodies: readonly (readonly [path: string, body: Record<string, unknown>])[] = [
      ['/me/authenticators', { kind: 'totp', Nickname: 'x' }],
      ['/me/authenticators/x/confirm', { code: '123456', recovery: true }],
      ['/me/recovery-codes/check', { code: 'x', consume: true }],
      [
        '/me/password',
        { current_password: password, new_password: 'five other words in here', sign_out: true },
      ],
      ['/me/email', { password, new_email: `new@${world.slug}.example`, Ticket: 'x' }],
      ['/me/memberships', { organization: world.slug, role: 'owner' }],
    ];
    for (const [path, body] of bodies) {
      const { status, body: answer } = await api.post(path, body);
      expect([status, answer.errors], path).to.deep.equal([
        422,
        [{ path: `/${Object.keys(body).at(-1)}`, problem: 'is not a known field' }],
      ]);
    }
    const { sql } = world.server.countersign.db;
    const links = await sql(
      'SELECT 1 FROM one_time_links l JOIN users u ON u.id = l.user_id WHERE u.email = $1',
      [world.tomas.email],
    );
    expect(links).to.deep.equal([]);
  });
});
