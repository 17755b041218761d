import type { Actor } from '../audit/event.ts';
import type { AuditStore } from '../audit/store.ts';
import type { EnvironmentMfa } from '../policy/facts.ts';
import { Refusal } from '../refusal.ts';
import type { Environment } from './environment.ts';
import type { EnvironmentStore } from './store.ts';

interface EnvironmentDb {
  transaction<Result>(
    work: (stores: {
      readonly environments: EnvironmentStore;
      readonly audit: AuditStore;
    }) => Promise<Result>,
  ): Promise<Result>;
}

/**
 * Sets whether MFA counts at the clients of an environment; the operator's decision alone (L1).
 * @throws Refusal `not_found` for an environment that does not exist.
 */
export async function setEnvironmentMfa(
  db: EnvironmentDb,
  actor: Actor,
  { name, mfa }: { readonly name: string; readonly mfa: EnvironmentMfa },
  now: Date,
): Promise<{ readonly before: Environment; readonly after: Environment }> {
  return db.transaction(async ({ environments, audit }) => {
    const before = await environments.find(name);
    if (before === null) throw new Refusal('not_found', { list: [`there is no environment ${name}`] });
    const after = { ...before, mfa };
    if (before.mfa === mfa) return { before, after };
    await environments.save(after);
    const detail = { environment: name, before: before.mfa, after: mfa };
    await audit.record({ type: 'environment.changed', actor, detail }, now);
    return { before, after };
  });
}
