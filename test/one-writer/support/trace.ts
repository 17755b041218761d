import { auditOfOrganization } from '../../attacks/support/audit-rows.ts';
import { deliver } from '../../harness/mails.ts';
import type { TestServer } from '../../harness/server.ts';
import { signIn, type TestPerson, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

/** A world with the refresh tokens of those who could sign in before the change. */
export interface Twin {
  readonly world: World;
  readonly tokens: Readonly<Record<'mina' | 'tomas', string | null>>;
}

const organizations = "organization_id IN (SELECT id FROM organizations WHERE slug LIKE $1 || '%')";
const people = "email LIKE '%@' || $1 || '.example'";

/** What a change of an organization may leave behind, and in which order its rows are compared. */
const tables: readonly (readonly [table: string, condition: string, order: string])[] = [
  ['organizations', "slug LIKE $1 || '%'", 'slug'],
  ['organization_domains', organizations, 'domain'],
  ['brandings', organizations, 'place'],
  ['members', organizations, '(SELECT email FROM users WHERE id = user_id)'],
  ['invitations', organizations, 'email'],
  ['due_work', organizations, 'kind, due_at, (SELECT email FROM users WHERE id = user_id)'],
  ['removed_members', organizations, '(SELECT email FROM users WHERE id = user_id)'],
  ['kept_overrides', organizations, '(SELECT email FROM users WHERE id = user_id)'],
  ['graces', organizations, '(SELECT email FROM users WHERE id = user_id)'],
  ['users', people, 'email'],
  ['environments', 'name = $1', 'name'],
];

/** What there is of a twin after a change, in words that both of a pair have in common. */
export interface Trace {
  readonly rows: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
  readonly mails: readonly unknown[];
  /** What a refresh says in the sessions from before. */
  readonly sessions: Readonly<Record<string, string>>;
}

/** Follows what a change does to a twin. */
export async function traced({ world, tokens }: Twin, change: () => Promise<unknown>): Promise<Trace> {
  const { server, slug, application } = world;
  await deliver(server);
  const eventsBefore = (await eventsOf(server, slug)).length;
  const since = Date.now();
  await change();
  await deliver(server);
  const inCommon = await wordsOf(world, since);
  const rows: Record<string, unknown> = {};
  for (const [table, condition, order] of tables) {
    const found = await server.countersign.db.sql(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE ${condition} ORDER BY ${order}`,
      [slug],
    );
    rows[table] = inCommon(found);
  }
  const mails = server.mailbox
    .messages()
    .filter(({ to, sentAt }) => to.endsWith(`@${slug}.example`) && sentAt >= since)
    .map(({ to, subject, text }) => ({ to, subject, text: text.replaceAll(wordsOfTime, 'n') }));
  const sessions: Record<string, string> = {};
  for (const [name, token] of Object.entries(tokens))
    sessions[name] = token === null ? 'none' : await refusedWith(application.refresh(token));
  const events = (await eventsOf(server, slug)).slice(eventsBefore);
  return {
    rows,
    events: inCommon(events) as unknown[],
    // Who is mailed of one change is mailed at once, in no order that anybody sees.
    mails: (inCommon(mails) as { to: string; subject: string }[]).toSorted((one, other) =>
      `${one.to} ${one.subject}` < `${other.to} ${other.subject}` ? -1 : 1,
    ),
    sessions,
  };
}

/** Signs in those who can without setting anything up. */
export async function signedIn(world: World): Promise<Twin> {
  const tokenOf = async (person: TestPerson) => {
    const { answer } = await signIn(world.application, person);
    if (answer.name !== undefined) return null;
    return (await world.application.redeem(answer)).refresh_token ?? null;
  };
  return { world, tokens: { mina: await tokenOf(world.mina), tomas: await tokenOf(world.tomas) } };
}

/** Type, kind of actor and detail; those of the environment of the same name too. */
async function eventsOf(server: TestServer, slug: string) {
  const about = await server.countersign.db.sql<{ type: string; kind: string; detail: unknown }>(
    `SELECT e.type, e.actor->>'kind' AS kind, e.detail || coalesce(e.personal, '{}') AS detail FROM audit_events e
     WHERE e.detail->>'environment' = $1 ORDER BY e.id`,
    [slug],
  );
  const others = [
    ...(await auditOfOrganization(server, slug)),
    ...(await auditOfOrganization(server, `${slug}-new`)),
  ];
  const people = await server.countersign.db.sql<{ type: string; kind: string; detail: unknown }>(
    `SELECT e.type, e.actor->>'kind' AS kind, e.detail || coalesce(e.personal, '{}') AS detail FROM audit_events e JOIN users u ON u.id = e.user_id
     WHERE u.email LIKE '%@' || $1 || '.example'
       AND e.type IN ('account.changed', 'account.deactivated', 'account.reactivated') ORDER BY e.id`,
    [slug],
  );
  return [
    ...about,
    ...others.map(({ type, actor: { kind }, detail }) => ({ type, kind, detail })),
    ...people,
  ];
}

/** In mails: 29 November 2026 at 02:16, 7 days. */
const wordsOfTime = /\b[\d:]+\b/g;
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const bytes = /\\\\x[0-9a-f]+/g;
const hash = /\$argon2id\$[^"\\]+/g;
const link = /https?:\/\/[^\s"\\]+/g;
const instant = /"\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d(?::\d\d)?)"|\b\d{13}\b/g;

/** Replaces what is a twin's own: its name, ids, secrets, and instants by how far they lie from the change. */
async function wordsOf({ server, slug }: World, since: number): Promise<(value: unknown) => unknown> {
  const named = await server.countersign.db.sql<{ id: string; name: string }>(
    `SELECT id::text, email AS name FROM users WHERE ${people}
     UNION SELECT id::text, slug FROM organizations WHERE slug LIKE $1 || '%'`,
    [slug],
  );
  return (value) => {
    let text = JSON.stringify(value);
    for (const { id, name } of named) text = text.replaceAll(id, name);
    text = text
      .replaceAll(instant, (found) => JSON.stringify(fromThere(found, since)))
      .replaceAll(uuid, 'an id')
      .replaceAll(bytes, 'bytes')
      .replaceAll(hash, 'a hash')
      .replaceAll(link, 'a link')
      .replaceAll(new RegExp(slug, 'gi'), 'twin');
    return JSON.parse(text);
  };
}

/** An instant of the calendar stands for itself; of the others the ten minutes count. */
function fromThere(found: string, since: number): string {
  const at = found.startsWith('"') ? Date.parse(JSON.parse(found)) : Number(found);
  if (at < since) return 'before';
  if (at % 60_000 === 0) return new Date(at).toISOString();
  return `${10 * Math.round((at - since) / 600_000)} minutes after`;
}
