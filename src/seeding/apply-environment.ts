import type { Environment } from '../environments/environment.ts';
import { type ApplyRun, operator } from './apply-run.ts';
import type { SeedingDocument } from './document.ts';

/** Every environment but the built-in `production` starts off. */
export async function applyEnvironment(
  { stores, now, changes }: ApplyRun,
  { name, mfa }: SeedingDocument['environments'][number],
): Promise<void> {
  const existing = await stores.environments.find(name);
  const before: Environment = existing ?? { name, mfa: 'off', pilot: { users: [], percent: 0 } };
  const after = { ...before, mfa: mfa ?? before.mfa };
  const isChanged = existing === null || after.mfa !== before.mfa;
  const outcome = existing === null ? 'created' : isChanged ? 'updated' : 'unchanged';
  changes.push({ kind: 'environment', name, outcome });
  if (!isChanged) return;
  await stores.environments.save(after);
  const detail = { environment: name, before: existing?.mfa ?? null, after: after.mfa };
  await stores.audit.record({ type: 'environment.changed', actor: operator, detail }, now);
}
