import { isDeepStrictEqual } from 'node:util';
import type { Deed } from '../audit/deed.ts';
import type { AuditStore } from '../audit/store.ts';
import type { EnvironmentMfa } from '../policy/facts.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Environment, Pilot } from './environment.ts';
import type { EnvironmentStore } from './store.ts';

interface EnvironmentDb {
  transaction<Result>(
    work: (stores: {
      readonly environments: EnvironmentStore;
      readonly audit: AuditStore;
    }) => Promise<Result>,
  ): Promise<Result>;
}

export interface EnvironmentChange {
  readonly name: string;
  readonly mfa: EnvironmentMfa;
  /** What is left out stays as it is. */
  readonly pilot?: { readonly [Field in keyof Pilot]?: Pilot[Field] | undefined } | undefined;
  /** What to do about an environment that does not exist. */
  readonly missing: 'create' | 'refuse';
}

const nobody: Pilot = { users: [], percent: 0 };

/**
 * Sets whether MFA counts at the clients of an environment, and for whom first; the operator's decision alone (L1, L3).
 * @returns `before` is null for one that was created
 * @throws Refusal `not_found` for an environment that does not exist.
 */
export async function setEnvironmentMfa(
  db: EnvironmentDb,
  { actor, now }: Deed,
  { name, mfa, pilot, missing }: EnvironmentChange,
): Promise<{ readonly before: Environment | null; readonly after: Environment }> {
  return db.transaction(async ({ environments, audit }) => {
    await environments.lock(name);
    const before = await environments.find(name);
    if (before === null && missing === 'refuse')
      throw new Refusal('not_found', { list: [`there is no environment ${name}`] });
    const after = { name, mfa, pilot: pilotAfter(before?.pilot ?? nobody, pilot) };
    if (isDeepStrictEqual(before, after)) return { before, after };
    await environments.save(after);
    const detail = {
      environment: name,
      before: before?.mfa ?? null,
      after: mfa,
      ...pilotDetail(before, after),
    };
    await audit.record({ type: 'environment.changed', actor, detail }, now);
    return { before, after };
  });
}

function pilotAfter(before: Pilot, change: EnvironmentChange['pilot']): Pilot {
  const users = change?.users ?? before.users;
  return { users: [...new Set(users)].toSorted(), percent: change?.percent ?? before.percent };
}

/** How many rather than who: the log of the instance is not where lists of people are kept. */
function pilotDetail(before: Environment | null, { pilot }: Environment) {
  if (isDeepStrictEqual(before?.pilot ?? nobody, pilot)) return {};
  const describe = ({ users, percent }: Pilot) => ({ users: users.length, percent });
  return { pilot: { before: describe(before?.pilot ?? nobody), after: describe(pilot) } };
}
