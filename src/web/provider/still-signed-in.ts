import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';

/** Asked whether to sign out, somebody said no. */
export const stillSignedInPage: Page<PageFrame> = { area: 'provider', name: 'still-signed-in' };
