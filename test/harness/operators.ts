import { setOperator } from '../../src/people/accounts/set-operator.ts';
import { enterArea } from './areas.ts';
import type { Answer, Browser } from './browser.ts';
import type { TestPerson, World } from './world.ts';

/** Makes somebody an operator, or takes that from them, as the command does. */
export async function markOperator({ server }: World, { email }: TestPerson, operator: boolean) {
  const { db } = server.countersign;
  const person = await db.people.byEmail(email);
  if (person === null) throw new Error(`nobody has the address ${email}`);
  const deed = { actor: { kind: 'operator' }, now: new Date() } as const;
  await setOperator(db, deed, { userId: person.user.id, operator });
  return person.user.id;
}

/** Olivia as an operator before a page of theirs, her second factor just proven. @param step see `enterArea` */
export async function enterOperator(
  world: World,
  path: string,
  step = 0,
): Promise<{ readonly browser: Browser; readonly answer: Answer }> {
  await markOperator(world, world.olivia, true);
  return enterArea(`${world.server.issuer}${path}`, world.olivia, { step });
}

/** What the log keeps of the newest event of a type. */
export async function newestEvent({ server }: World, type: string, userId: string | null = null) {
  const [event] = await server.countersign.db.sql<{
    readonly actor: Readonly<Record<string, string>>;
    readonly address: string | null;
    readonly detail: Readonly<Record<string, unknown>>;
  }>(
    `SELECT actor, source_address AS address, detail FROM audit_events
     WHERE type = $1 AND ($2::uuid IS NULL OR user_id = $2) ORDER BY id DESC LIMIT 1`,
    [type, userId],
  );
  return event ?? null;
}
