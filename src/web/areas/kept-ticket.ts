import type { Instant } from '../../policy/facts.ts';
import type { Visit } from './area-page.ts';

/** A code that was made at a page: shown there for ten minutes at most, to the session that made it. */
export interface KeptTicket {
  readonly code: string;
  readonly until: Instant;
}

/** What `keptTicket` finds. */
export function keepTicket({ code, expiresAt }: { readonly code: string; readonly expiresAt: Date }) {
  return { shown: code, until: expiresAt.toISOString() };
}

/** Of the page's own memory alone, and never of what is sent; null before it was made. The page has `keepsMore`. */
export async function keptTicket({ deps, caller, ctx, now }: Visit): Promise<KeptTicket | null> {
  const kept = await deps.runtime.db.pageMemory.keptForm(caller.sessionHash, ctx.path, now);
  if (kept?.shown === undefined) return null;
  return { code: kept.shown, until: Date.parse(kept.until ?? '') };
}
