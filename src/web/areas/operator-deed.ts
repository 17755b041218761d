import type { Deed } from '../../audit/deed.ts';
import type { AdminContext } from '../../organizations/core/admin-context.ts';
import type { Visit } from './area-page.ts';

/** What the person at the operator's pages does, for operations. */
export function operatorDeed({ caller, now }: Pick<Visit, 'caller' | 'now'>): Deed {
  return { actor: caller.actor, now };
}

/** The same for operations of administrators: the operator may do everything (ruling 12). */
export function actingOperator(visit: Pick<Visit, 'caller' | 'now'>): AdminContext {
  return { ...operatorDeed(visit), admin: null };
}
