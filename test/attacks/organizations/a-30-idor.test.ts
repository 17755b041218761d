import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type ApiClient, type ApiReply, apiOf, operatorOf } from '../../harness/api.ts';
import { createWorld, type World } from '../../harness/world.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
}

interface Target {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly operationId: string;
}

/** Bodies that the operations would accept, so that nothing but the owner of the target stands in the way. */
const bodies: Readonly<Record<string, unknown>> = {
  setEnforcement: { preset: 'all-at-once' },
  previewEnforcement: { preset: 'all-at-once' },
};

/** Every operation on an organization that its administrators may call, from the document of the API itself. */
async function targetsOf({ server }: World): Promise<Target[]> {
  const answer = await fetch(`${server.address}/api/v1/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(() => path.includes('{slug}'))
      .map(([method, { operationId }]) => ({ method: method.toUpperCase(), path, operationId })),
  );
}

function call(
  api: ApiClient,
  { method, path, operationId }: Target,
  slug: string,
  child: string,
): Promise<ApiReply> {
  const target = path.replace('{slug}', slug).replaceAll(/\{\w+\}/g, child);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return api.send(method, target, hasBody ? (bodies[operationId] ?? {}) : undefined);
}

/** Ids of everything that belongs to an organization. */
async function childrenOf({ server, slug, mina }: World): Promise<string[]> {
  const { sql } = server.countersign.db;
  const rows = await sql<{ id: string }>(
    `SELECT o.id::text AS id FROM organizations o WHERE o.slug = $1
     UNION ALL SELECT m.user_id::text FROM members m JOIN organizations o ON o.id = m.organization_id WHERE o.slug = $1
     UNION ALL SELECT i.id::text FROM invitations i JOIN organizations o ON o.id = i.organization_id WHERE o.slug = $1
     UNION ALL SELECT a.id::text FROM authenticators a JOIN members m ON m.user_id = a.user_id
       JOIN organizations o ON o.id = m.organization_id WHERE o.slug = $1`,
    [slug],
  );
  return [...rows.map(({ id }) => id), mina.email];
}

/** Nobody is told whether there is such an organization. */
const ofOperator = ['setPlan', 'deleteOrganization'];

async function stateOf({ server, slug }: World): Promise<unknown> {
  const { sql } = server.countersign.db;
  return sql(
    `SELECT o.*, (SELECT json_agg(m ORDER BY m.user_id) FROM members m WHERE m.organization_id = o.id) AS members,
       (SELECT json_agg(i ORDER BY i.id) FROM invitations i WHERE i.organization_id = o.id) AS invitations,
       (SELECT json_agg(u.epoch ORDER BY u.id) FROM users u JOIN members m ON m.user_id = u.id
         WHERE m.organization_id = o.id) AS epochs
     FROM organizations o WHERE o.slug = $1`,
    [slug],
  );
}

describe('A-30: the ids of another organization', () => {
  let acme: World;
  let globex: World;
  let bob: ApiClient;
  let targets: Target[];
  let untouched: unknown;

  before(async () => {
    [acme, globex] = [await createWorld(), await createWorld()];
    const operator = await operatorOf(acme);
    await operator.post(`/organizations/${acme.slug}/invitations`, {
      email: 'new@acme.example',
      role: 'member',
    });
    targets = await targetsOf(acme);
    bob = await apiOf(globex, globex.olivia);
    untouched = await stateOf(acme);
  });

  it('A-30: are answered like those of nobody, at every operation of the API', async () => {
    expect(targets.length).to.be.greaterThan(5);
    const [child = ''] = await childrenOf(acme);
    for (const target of targets) {
      const name = `${target.method} ${target.path}`;
      const foreign = await call(bob, target, acme.slug, child);
      const unknown = await call(bob, target, `nobody-${randomUUID().slice(0, 8)}`, child);
      expect(foreign.status, name).to.equal(ofOperator.includes(target.operationId) ? 403 : 404);
      expect(foreign.body, name).to.deep.equal(unknown.body);
    }
    expect(await stateOf(acme)).to.deep.equal(untouched);
  });

  it('A-30: do not pass below the path of one’s own organization', async () => {
    const children = await childrenOf(acme);
    const below = targets.filter(({ path }) => /\{(?!slug)\w+\}/.test(path));
    expect([below.length, children.length]).to.satisfy(
      ([paths = 0, ids = 0]: number[]) => paths > 5 && ids > 5,
    );
    for (const target of below) {
      const unknown = await call(bob, target, globex.slug, randomUUID());
      for (const child of children) {
        const name = `${target.method} ${target.path} ${child}`;
        const foreign = await call(bob, target, globex.slug, child);
        expect(foreign.status, name).to.be.within(400, 499);
        expect([foreign.status, foreign.body], name).to.deep.equal([unknown.status, unknown.body]);
      }
    }
    expect(await stateOf(acme)).to.deep.equal(untouched);
  });

  it('A-30: that are reached for leave a trace', async () => {
    await bob.get(`/organizations/${acme.slug}`);
    const { sql } = acme.server.countersign.db;
    const events = await sql<{ detail: { organization: string } }>(
      `SELECT detail FROM audit_events e JOIN users u ON u.id = e.user_id
       WHERE e.type = 'api.access_refused' AND u.email = $1`,
      [globex.olivia.email],
    );
    expect(events.map(({ detail }) => detail.organization)).to.include(acme.slug);
  });
});
