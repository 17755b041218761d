import type { Ending } from '../../refusal/refusal.ts';
import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';

export interface ResetLinkExpiredModel extends PageFrame {
  /** Null for a link that is not known (any more). */
  readonly ending: Ending | null;
  readonly againPath: `/${string}`;
}

/** A link that was used or replaced, or is too old; it has no address but that of the link. */
export const resetLinkExpiredPage: Page<ResetLinkExpiredModel> = {
  area: 'password',
  name: 'reset-link-expired',
};
