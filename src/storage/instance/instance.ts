import type { AuditEventType } from '../../audit/event.ts';
import type {
  DueWorkState,
  HourOfSignIns,
  InstanceStore,
  LockedPerson,
  MemberCount,
  OrganizationGroup,
} from '../../instance/instance-store.ts';
import { failuresBeforeStop } from '../../limits/failure-limit.ts';
import type { EnforcingOrganization } from '../../people/person-facts.ts';
import { queueStates } from '../database/queue-states.ts';
import type { Sql } from '../database/sql.ts';
import { readableEnforcement } from '../organizations/organizations.ts';

export function createInstanceStore(sql: Sql): InstanceStore {
  const count = async (text: string, parameters: readonly unknown[]) =>
    (await sql<{ count: number }>(text, parameters))[0]?.count ?? 0;
  return {
    async connections() {
      const [row] = await sql<{ used: number; most: number }>(connections, []);
      return row ?? { used: 0, most: 0 };
    },
    queues: () => queueStates(sql),
    async dueWork(now) {
      const [row] = await sql<DueRow>(dueWork, [now]);
      return dueWorkOf(row);
    },
    signIns: (since) => sql<HourOfSignIns>(signIns, [since, signedInType, refusedTypes]),
    async lockedPeople(now, limit) {
      const people = await sql<LockedPerson>(`${lockedPeople} LIMIT $2`, [now, limit]);
      return { people, total: await count(`SELECT count(*)::int AS count FROM users u ${areLocked}`, [now]) };
    },
    countPeople: () => count('SELECT count(*)::int AS count FROM users', []),
    memberCounts: (organizationIds) => sql<MemberCount>(memberCounts, [organizationIds]),
    async organizationGroups(now, trialEndsBy) {
      const rows = await sql<GroupRow>(organizationGroups, [now, trialEndsBy]);
      return rows.map(groupOf);
    },
  };
}

const connections = `SELECT count(*)::int AS used, current_setting('max_connections')::int AS most
  FROM pg_stat_activity WHERE datname = current_database()`;

interface DueRow {
  readonly dueSince: Date | null;
  readonly nextAt: Date | null;
  readonly organization: string | null;
}

const dueWork = `SELECT (SELECT min(due_at) FROM due_work WHERE due_at <= $1) AS "dueSince", n.due_at AS "nextAt", n.name AS organization
  FROM (SELECT 1) one LEFT JOIN (SELECT w.due_at, o.name FROM due_work w JOIN organizations o ON o.id = w.organization_id
    WHERE w.due_at > $1 ORDER BY w.due_at LIMIT 1) n ON true`;

function dueWorkOf(row: DueRow | undefined): DueWorkState {
  const { dueSince = null, nextAt = null, organization = null } = row ?? {};
  return { dueSince, next: nextAt && organization !== null ? { at: nextAt, organization } : null };
}

const signedInType: AuditEventType = 'account.signed_in';

const refusedTypes: readonly AuditEventType[] = [
  'account.sign_in_failed',
  'account.sign_in_refused',
  'authenticator.challenge_failed',
];

/** By the index of migrations/0029-operator-pages.ts. A step-up is no sign-in. */
const signIns = `SELECT to_timestamp(floor(extract(epoch FROM at) / 3600) * 3600) AS at,
    count(*) FILTER (WHERE type = $2)::int AS "signedIn", count(*) FILTER (WHERE type <> $2)::int AS refused
  FROM audit_events
  WHERE at >= $1 AND NOT is_copy AND (type = ANY ($3) OR (type = $2 AND detail->>'stepUp' IS DISTINCT FROM 'true'))
  GROUP BY 1 ORDER BY 1`;

/** By the index of those whom wrong codes have ever locked since their last success. */
const areLocked = `WHERE u.second_factor_locked_until IS NOT NULL
  AND (u.second_factor_locked_until > $1 OR u.second_factor_failures >= ${failuresBeforeStop})`;

const lockedPeople = `SELECT u.id, u.email, u.name, u.second_factor_failures AS failures,
    CASE WHEN u.second_factor_failures < ${failuresBeforeStop} THEN u.second_factor_locked_until END AS until,
    ARRAY(SELECT o.name FROM members m JOIN organizations o ON o.id = m.organization_id
      WHERE m.user_id = u.id ORDER BY o.name) AS organizations
  FROM users u ${areLocked} ORDER BY u.second_factor_failures DESC, u.id`;

const memberCounts = `SELECT organization_id AS "organizationId", count(*)::int AS members,
    json_build_object('totp', count(totp_since), 'webauthn', count(webauthn_since)) AS "with",
    count(coalesce(totp_since, webauthn_since))::int AS "withAny",
    count(*) FILTER (WHERE override = 'required')::int AS required
  FROM members WHERE organization_id = ANY ($1) GROUP BY organization_id`;

interface GroupRow extends Omit<OrganizationGroup, 'sample'>, Omit<EnforcingOrganization, Read> {
  readonly enforcement: unknown;
  readonly enforcementBefore: unknown;
}

type Read = 'enforcement' | 'enforcementBefore';

/** An instant of a trial counts by its side of now, and of the span that was asked for. */
const organizationGroups = `SELECT min(o.id::text) AS id, min(o.slug) AS slug, min(o.name) AS name, o.plan,
    min(o.trial_ends_at) AS "trialEndsAt", o.enforcement, o.enforcement_before AS "enforcementBefore",
    min(o.created_at) AS "createdAt", count(*)::int AS organizations, r.required AS "hasRequiredMembers",
    coalesce(o.trial_ends_at > $1 AND o.trial_ends_at <= $2, false) AS "trialEnds"
  FROM organizations o, LATERAL (SELECT EXISTS (SELECT 1 FROM members m
    WHERE m.organization_id = o.id AND m.override = 'required') AS required) r
  GROUP BY o.plan, o.enforcement, o.enforcement_before, r.required, o.trial_ends_at > $1,
    coalesce(o.trial_ends_at > $1 AND o.trial_ends_at <= $2, false)`;

function groupOf({ organizations, hasRequiredMembers, trialEnds, ...sample }: GroupRow): OrganizationGroup {
  return {
    sample: { ...sample, ...readableEnforcement(sample) },
    organizations,
    hasRequiredMembers,
    trialEnds,
  };
}
