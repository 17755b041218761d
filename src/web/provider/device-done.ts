import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';

export const deviceDonePage: Page<PageFrame> = { area: 'provider', name: 'device-done' };
