import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { endpoints } from '../../../src/web/api/endpoints/all.ts';
import { type ApiClient, type ApiReply, apiOf, operatorOf } from '../../harness/api.ts';
import { createWorld, signIn, type World } from '../../harness/world.ts';

/** An id of everything that belongs to an organization or to one of its people, by what it is of. */
async function idsOf({ server, slug, tomas, application }: World): Promise<Readonly<Record<string, string>>> {
  const { sql } = server.countersign.db;
  await server.countersign.jobs.runDue(new Date());
  const [row] = await sql<Record<string, string>>(
    `SELECT o.id::text AS organization, u.id::text AS user, u.email,
       (SELECT a.id::text FROM authenticators a WHERE a.user_id = u.id) AS factor,
       (SELECT i.id::text FROM invitations i WHERE i.organization_id = o.id LIMIT 1) AS invitation,
       (SELECT encode(s.uid_hash, 'base64') FROM session_records s WHERE s.user_id = u.id LIMIT 1) AS session,
       (SELECT e.id::text FROM audit_events e WHERE e.organization_id = o.id LIMIT 1) AS event,
       (SELECT j.id::text FROM pgboss.job j LIMIT 1) AS job
     FROM organizations o, users u WHERE o.slug = $1 AND u.email = $2`,
    [slug, tomas.email],
  );
  const session = Buffer.from(row?.session ?? '', 'base64').toString('base64url');
  return { ...row, session, client: application.clientId, slug };
}

/** What an id of that kind looks like that nobody has. */
function nobodys(kind: string): string {
  if (kind === 'email') return `nobody-${randomUUID().slice(0, 8)}@nowhere.example`;
  if (kind === 'session') return randomBytes(32).toString('base64url');
  if (kind === 'slug' || kind === 'client') return `nobody-${randomUUID().slice(0, 8)}`;
  return kind === 'event' ? '999999999' : randomUUID();
}

/** An answer without the id that was asked for. */
function shapeOf({ status, body }: ApiReply, id: string): unknown {
  return [status, JSON.parse(JSON.stringify(body).replaceAll(id, 'the id'))];
}

describe('A-30: ids of another organization in place of one’s own', () => {
  let acme: World;
  let globex: World;
  let bob: ApiClient;
  let operator: ApiClient;
  let ids: Readonly<Record<string, string>>;
  let untouched: unknown;

  before(async () => {
    [acme, globex] = [await createWorld(), await createWorld()];
    operator = await operatorOf(acme);
    await signIn(acme.application, acme.tomas);
    for (const local of ['nora', 'otto'])
      await operator.post(`/organizations/${acme.slug}/invitations`, {
        email: `${local}@${acme.slug}.example`,
      });
    bob = await apiOf(globex, globex.olivia);
    ids = await idsOf(acme);
    untouched = await stateOf();
  });

  async function stateOf(): Promise<unknown> {
    const { sql } = acme.server.countersign.db;
    return sql(
      `SELECT o.*, (SELECT json_agg(m ORDER BY m.user_id) FROM members m WHERE m.organization_id = o.id) AS members,
         (SELECT json_agg(i ORDER BY i.id) FROM invitations i WHERE i.organization_id = o.id) AS invitations,
         (SELECT json_agg(d) FROM organization_domains d WHERE d.organization_id = o.id) AS domains,
         (SELECT json_agg(json_build_array(u.epoch, u.password_reset_at, a.id, s.uid_hash) ORDER BY u.id, s.uid_hash)
            FROM members m JOIN users u ON u.id = m.user_id LEFT JOIN authenticators a ON a.user_id = u.id
            LEFT JOIN session_records s ON s.user_id = u.id WHERE m.organization_id = o.id) AS people
       FROM organizations o WHERE o.slug = $1`,
      [acme.slug],
    );
  }

  afterEach(async () => expect(await stateOf()).to.deep.equal(untouched));

  it('A-30: of every kind (member, factor, session, client, event, job …) are nobody’s in every path', async () => {
    for (const [kind, id] of Object.entries(ids)) expect(id, kind).to.have.length.above(0);
    const inPath = endpoints.filter(
      ({ path }) => /\{(?!slug)\w+\}/.test(path) || path.startsWith('/me/memberships'),
    );
    expect(inPath.length).to.be.greaterThan(12);
    for (const { method, path, body, access } of inPath) {
      const filled = (id: string) =>
        (path.startsWith('/me/') ? path : path.replace('{slug}', globex.slug)).replaceAll(
          /\{\w+\}/g,
          encodeURIComponent(id),
        );
      const send = (id: string) => bob.send(method, filled(id), body === null ? undefined : {});
      for (const [kind, id] of Object.entries(ids)) {
        const other = nobodys(kind);
        const [foreign, unknown] = [await send(id), await send(other)];
        const name = `${method} ${path} ${kind}`;
        expect(foreign.status, name).to.be.within(400, 499);
        if (access.kind === 'operator') expect(foreign.status, name).to.equal(403);
        expect(shapeOf(foreign, id), name).to.deep.equal(shapeOf(unknown, other));
      }
    }
  });

  it('A-30: in a query find nothing that is not one’s own, as those of nobody', async () => {
    const path = `/organizations/${globex.slug}`;
    const { user = '', email = '' } = ids;
    const queries = [
      [`members?q=${email}`, `members?q=${nobodys('email')}`],
      [`activity?actor=${user}`, `activity?actor=${randomUUID()}`],
      [`activity?target=${user}`, `activity?target=${randomUUID()}`],
    ];
    for (const [foreign = '', unknown = ''] of queries) {
      const answers = [await bob.get(`${path}/${foreign}`), await bob.get(`${path}/${unknown}`)];
      for (const { status, body } of answers)
        expect([status, body], foreign).to.deep.equal([200, { items: [], next: null }]);
    }
    const csv = await bob.get(`${path}/activity.csv?target=${user}`);
    expect(String(csv.body).trimEnd().split('\r\n'), 'the head alone').to.have.length(1);
  });

  it('A-30: in a cursor lead nowhere but through one’s own lists', async () => {
    for (const list of ['members', 'invitations', 'activity']) {
      const { next } = (await operator.get(`/organizations/${acme.slug}/${list}?limit=1`)).body;
      expect(next, list).to.be.a('string');
      const answer = await bob.get(
        `/organizations/${globex.slug}/${list}?cursor=${encodeURIComponent(next)}`,
      );
      expect(answer.status, list).to.be.oneOf([200, 422]);
      expect(JSON.stringify(answer.body), list).not.to.include(acme.slug).and.not.to.include(ids.user);
    }
  });

  it('A-30: in a body are refused, as those of nobody, or not read', async () => {
    const path = `/organizations/${globex.slug}`;
    for (const kind of ['user', 'email']) {
      const id = ids[kind] ?? '';
      const other = nobodys(kind);
      const order = (name: string) =>
        bob.post(`${path}/password-resets`, { users: [globex.mina.email, name] });
      const [foreign, unknown] = [await order(id), await order(other)];
      expect(foreign.status, kind).to.equal(404);
      expect(shapeOf(foreign, id)).to.deep.equal(shapeOf(unknown, other));
    }
    const extra = {
      id: ids.organization,
      organization_id: ids.organization,
      slug: acme.slug,
      organization: acme.slug,
    };
    const member = `${path}/members/${(await bob.get(`${path}/members?q=mina`)).body.items[0].id}`;
    for (const answer of [
      await bob.patch(path, { domains: [`${acme.slug}.example`] }),
      await bob.patch(path, { name: 'Mine now', ...extra }),
      await bob.patch(member, { role: 'admin', user: ids.user, ...extra }),
      await bob.put(`${path}/enforcement`, { preset: 'all-at-once', ...extra }),
      await bob.put(`${path}/seats`, { seats: 50, ...extra }),
      await bob.post(`${path}/invitations`, { email: 'new@elsewhere.example', ...extra }),
    ])
      expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([200, 201, 403, 409, 422]);
  });

  it('A-30: do not let an organization be named twice', async () => {
    const twice = `/organizations/${globex.slug}/../${acme.slug}`;
    const paths = [
      twice,
      `/organizations/${globex.slug}%2f..%2f${acme.slug}`,
      `/organizations/${acme.slug}%00`,
    ];
    for (const path of [
      ...paths,
      `/organizations/${globex.slug};${acme.slug}`,
      `/organizations//${acme.slug}`,
    ]) {
      const answer = await bob.get(`${path}/members?slug=${acme.slug}`);
      expect(answer.status, path).to.be.oneOf([400, 404]);
    }
    const polluted = await bob.get(
      `/organizations/${globex.slug}/summary?slug=${acme.slug}&organization=${acme.slug}`,
    );
    expect([polluted.status, polluted.body.code]).to.deep.equal([422, 'invalid_value']);
  });
});
