import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';

export const signedOutPage: Page<PageFrame> = { area: 'provider', name: 'signed-out' };
