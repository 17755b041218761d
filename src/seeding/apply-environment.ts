import { setEnvironmentMfa } from '../environments/set-environment-mfa.ts';
import type { ApplyRun } from './apply-run.ts';
import type { SeedingDocument } from './document.ts';

/** Every environment but the built-in `production` starts off. */
export async function applyEnvironment(
  { stores, deps, operator, changes }: ApplyRun,
  { name, mfa }: SeedingDocument['environments'][number],
): Promise<void> {
  const present = (await stores.environments.find(name))?.mfa;
  const change = { name, mfa: mfa ?? present ?? 'off', missing: 'create' } as const;
  const { before, after } = await setEnvironmentMfa(deps.db, operator, change);
  const isUnchanged = before?.mfa === after.mfa;
  const outcome = before === null ? 'created' : isUnchanged ? 'unchanged' : 'updated';
  changes.push({ kind: 'environment', name, outcome });
}
