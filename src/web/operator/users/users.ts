import type { LockedPerson } from '../../../instance/instance-store.ts';
import { findPerson } from '../../../people/find-person.ts';
import type { Instant } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';

/** A person by their exact address or id, and all who are locked out by wrong codes. */
export interface UsersModel extends AreaFrame {
  /** As it was asked for; empty for nothing. */
  readonly asked: string;
  /** Null: nobody was asked for, or there is nobody. */
  readonly person: FoundPerson | null;
  readonly locked: { readonly people: readonly ShownLockedPerson[]; readonly total: number };
}

export interface FoundPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
}

export interface ShownLockedPerson extends FoundPerson {
  readonly failures: number;
  /** Null: until somebody unlocks it. */
  readonly until: Instant | null;
}

const shownLocked = 100;

export const usersPage: AreaPage<UsersModel> = {
  area: 'operator/users',
  name: 'users',
  path: '/operator/users',
  tab: 'users',
  access: operatorOnly,
  actions: [],
  query: ['user'],
  async content(visit) {
    const { deps, ctx, now } = visit;
    const asked = typeof ctx.query.user === 'string' ? ctx.query.user.trim() : '';
    const [person, locked] = await Promise.all([
      asked === '' ? null : personNamed(visit, asked),
      deps.operations.db.instance.lockedPeople(now, shownLocked),
    ]);
    return { asked, person, locked: { people: locked.people.map(lockedShown), total: locked.total } };
  },
};

async function personNamed({ deps }: Visit, asked: string): Promise<FoundPerson | null> {
  // The database cannot be asked for a text with this character; nobody has it in their address.
  if (asked.includes('\0')) return null;
  try {
    const { id, email, name } = (await findPerson(deps.operations.db, asked)).user;
    return { id, email, name };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return null;
    throw error;
  }
}

function lockedShown({ id, email, name, failures, until }: LockedPerson): ShownLockedPerson {
  return { id, email, name, failures, until: until?.getTime() ?? null };
}
