import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';

/** The device got nothing, as somebody wanted or as a policy says. */
export const deviceDeclinedPage: Page<PageFrame> = { area: 'provider', name: 'device-declined' };
