import type { ApiReply } from '../../../harness/api.ts';
import { operatorOf } from '../../../harness/api.ts';
import type { World } from '../../../harness/world.ts';

/** What an organization enforces, as the API tells it. */
export async function policyOf(world: World): Promise<ApiReply['body']> {
  const api = await operatorOf(world);
  return (await api.get(`/organizations/${world.slug}/enforcement`)).body;
}

/**
 * Lets the deadline that was saved be over: what is decided from now on is decided after it. It was at this instant and no
 * sooner, so that whoever has set up by now has done it before.
 */
export async function endDeadline({ server, slug }: World): Promise<void> {
  await server.countersign.db.sql(
    `UPDATE organizations SET enforcement = jsonb_set(enforcement, '{activation,at}', to_jsonb($2::bigint))
     WHERE slug = $1`,
    [slug, Date.now()],
  );
}
