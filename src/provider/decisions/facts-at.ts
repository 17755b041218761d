import { type FactSources, factsOf } from '../../people/person-facts.ts';
import type { Facts } from '../../policy/facts.ts';
import type { DirectoryEntry } from '../library/client-directory.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import { asOwnPagesAsk, type OwnPagesDemand } from './own-pages.ts';

/** What differs from one decision of the provider to the next. */
export interface AskedAbout
  extends Omit<FactSources, 'client' | 'environment' | 'plans' | 'extensions' | 'enrollable'> {
  /** The application; null where there is none of that id any more. */
  readonly entry: DirectoryEntry | null;
  /** What our own areas ask; null, the default, for everybody else. */
  readonly ownPages?: OwnPagesDemand | null;
}

/** What does not differ. */
export type FactRuntime = Pick<ProviderRuntime, 'plans' | 'enrollable' | 'demandsOf'>;

/** The one place where a decision of the provider, or of a page of a sign-in, gets what it is made from. */
export function factsAt(
  runtime: FactRuntime,
  { entry, ownPages = null, ...asked }: AskedAbout,
  now: Date,
): Facts {
  const { plans, enrollable } = runtime;
  const clientId = entry?.client.clientId ?? '';
  const extensions = runtime.demandsOf({ clientId, userId: asked.person?.user.id ?? '' });
  const client = entry?.client ?? null;
  const environment = entry?.environment ?? null;
  const facts = factsOf({ ...asked, client, environment, plans, extensions, enrollable }, now);
  return ownPages === null ? facts : asOwnPagesAsk(facts, ownPages, now);
}
