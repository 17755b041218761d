import { expect } from 'chai';
import { type ApiClient, type ApiReply, operatorOf } from '../harness/api.ts';
import { createWorld, type World } from '../harness/world.ts';

/** What the operator's machine writes, in this order. */
const deeds: Readonly<Record<string, (api: ApiClient, world: World) => Promise<ApiReply>>> = {
  'creates a person': (api, { slug }) => api.post('/users', { email: `new@${slug}.example` }),
  'changes a person': (api, { slug }) => api.patch(`/users/new@${slug}.example`, { name: 'New' }),
  'closes an account': (api, { slug }) => api.patch(`/users/new@${slug}.example`, { deactivated: true }),
  'opens an account': (api, { slug }) => api.patch(`/users/new@${slug}.example`, { deactivated: false }),
  'erases a person': (api, { slug }) => api.delete(`/users/new@${slug}.example`),
  'creates an organization': (api, { slug }) => api.post('/organizations', { slug: `${slug}-two` }),
  'changes an organization': (api, { slug }) => api.patch(`/organizations/${slug}-two`, { name: 'Two' }),
  'changes a plan': (api, { slug }) => api.put(`/organizations/${slug}-two/plan`, { plan: 'team' }),
  'saves a policy': (api, { slug }) =>
    api.put(`/organizations/${slug}-two/enforcement`, { preset: 'all-at-once' }),
  'invites somebody': (api, { slug }) =>
    api.post(`/organizations/${slug}-two/invitations`, { email: `guest@${slug}.example` }),
  'sets an environment': (api, { slug }) => api.put(`/environments/${slug}-staging`, { mfa: 'off' }),
  'registers a client': (api, { slug }) =>
    api.post('/clients', { client_id: `${slug}-three`, redirect_uris: ['https://three.example/cb'] }),
  'changes a client': (api, { slug }) => api.patch(`/clients/${slug}-three`, { client_name: 'Three' }),
  'deletes a client': (api, { slug }) => api.delete(`/clients/${slug}-three`),
  'deletes an organization': (api, { slug }) => api.delete(`/organizations/${slug}-two`),
};

describe('the log', () => {
  it('says which machine of the operator did something, each time', async () => {
    const world = await createWorld();
    const api = await operatorOf(world);
    const { sql } = world.server.countersign.db;
    const newest = async () =>
      (await sql<{ id: string }>('SELECT coalesce(max(id), 0)::text AS id FROM audit_events'))[0]?.id ?? '0';
    for (const [what, deed] of Object.entries(deeds)) {
      const before = await newest();
      const { status, body } = await deed(api, world);
      expect(status, `${what}: ${JSON.stringify(body)}`).to.be.oneOf([200, 201, 204]);
      const written = await sql<{ type: string; actor: unknown }>(
        `SELECT type, actor FROM audit_events WHERE id > $1::bigint AND actor->>'kind' = 'operator'`,
        [before],
      );
      expect(written, what).to.have.length.above(0);
      for (const { type, actor } of written)
        expect(actor, `${what}: ${type}`).to.deep.equal({ kind: 'operator', id: `${world.slug}-operator` });
    }
  });
});
