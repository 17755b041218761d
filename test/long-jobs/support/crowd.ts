import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import { batchRunners } from '../../../src/jobs/batch-runners.ts';
import { runBatch } from '../../../src/long-jobs/run-batch.ts';
import type { OpenDb } from '../../../src/stores.ts';
import type { ApiClient, ApiReply } from '../../harness/api.ts';
import { createWorld, type World, type WorldOptions } from '../../harness/world.ts';

/** More than are changed at once. */
export const crowd = 210;

/** A world with so many members more that a change of all is a job. */
export async function crowdedWorld(options: WorldOptions = {}, count = crowd): Promise<World> {
  const world = await createWorld(options);
  await world.server.countersign.db.sql(
    `WITH crowd AS (INSERT INTO users (id, email, email_verified, profile, password_is_short, created_at)
       SELECT gen_random_uuid(), 'm' || n || '@' || $1 || '.example', true, '{}', false, now()
       FROM generate_series(1, ${count}) n RETURNING id)
     INSERT INTO members (organization_id, user_id, role, override, joined_at)
     SELECT o.id, c.id, 'member', 'inherit', now() - interval '1 day' FROM crowd c, organizations o WHERE o.slug = $1`,
    [world.slug],
  );
  return world;
}

/** Starts a change of members by a job. */
export async function startedBy(
  api: ApiClient,
  { slug }: World,
  body: Readonly<Record<string, unknown>> = { users: 'all', action: 'require' },
): Promise<ApiReply['body']> {
  const answer = await api.post(`/organizations/${slug}/members/bulk`, body);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  return answer.body.job;
}

/** Does one batch, as a server would that has taken it from the queue. */
export async function batchOf(
  { server }: World,
  id: string,
  step: number,
  db: OpenDb = server.countersign.db,
): Promise<void> {
  const runners = batchRunners({ issuer: new URL(server.issuer), plans: shippedPlans });
  await runBatch({ db, runners }, { id, step }, new Date());
}

/** How many members have an override, and how many events tell of it. */
export async function chosenIn({ server, slug }: World): Promise<{ chosen: number; events: number }> {
  const [row] = await server.countersign.db.sql<{ chosen: number; events: number }>(
    `SELECT (SELECT count(*)::int FROM members m WHERE m.organization_id = o.id AND m.override = 'required') AS chosen,
       (SELECT count(*)::int FROM audit_events e WHERE e.organization_id = o.id AND e.type = 'member.changed') AS events
     FROM organizations o WHERE o.slug = $1`,
    [slug],
  );
  return row ?? { chosen: -1, events: -1 };
}

export async function readJob(api: ApiClient, { slug }: World, id: string): Promise<ApiReply['body']> {
  const { status, body } = await api.get(`/organizations/${slug}/jobs/${id}`);
  expect(status, JSON.stringify(body)).to.equal(200);
  return body;
}
