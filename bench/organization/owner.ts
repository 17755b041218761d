import { enterArea } from '../../test/harness/areas.ts';
import type { Browser } from '../../test/harness/browser.ts';
import { type BenchWorld, benchPassword } from './world.ts';

/** A browser of somebody who owns the organization `large`. @param address of its console */
export async function ownerOf({ db, people }: BenchWorld, address: string): Promise<Browser> {
  const [owner] = people;
  if (owner === undefined) throw new Error('nobody to sign in as');
  await db.sql(
    `INSERT INTO members (organization_id, user_id, role, override, joined_at)
     SELECT o.id, u.id, 'owner', 'inherit', now() FROM organizations o, users u
     WHERE o.slug = 'large' AND u.email = $1`,
    [owner.email],
  );
  const { browser, answer } = await enterArea(address, { ...owner, password: benchPassword });
  if (answer.name !== 'overview') throw new Error(`no overview: ${answer.status} ${answer.name}`);
  return browser;
}
