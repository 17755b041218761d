import type { TestServer } from '../../harness/server.ts';

export interface AuditRow {
  readonly type: string;
  readonly actor: Readonly<Record<string, string>>;
  readonly source_address: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event stands once for each organization that sees it; and its detail in two parts. */
const columns = `e.type, e.actor, e.source_address, e.detail || coalesce(e.personal, '{}') AS detail`;

/** What was recorded about a person, oldest first. */
export function auditOf(server: TestServer, email: string): Promise<AuditRow[]> {
  return server.countersign.db.sql<AuditRow>(
    `SELECT ${columns} FROM audit_events e JOIN users u ON u.id = e.user_id WHERE u.email = $1 AND NOT e.is_copy
     ORDER BY e.id`,
    [email],
  );
}

/** What was recorded about an organization, oldest first. */
export function auditOfOrganization(server: TestServer, slug: string): Promise<AuditRow[]> {
  return server.countersign.db.sql<AuditRow>(
    `SELECT ${columns} FROM audit_events e JOIN organizations o ON o.id = e.organization_id
     WHERE o.slug = $1 ORDER BY e.id`,
    [slug],
  );
}
