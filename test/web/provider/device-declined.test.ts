import { filled } from '../../../src/web/pages/page.ts';
import { deviceDeclinedPage } from '../../../src/web/provider/device-declined.ts';
import { bare } from '../support/frames.ts';
import { itIsSound } from '../support/sound-page.ts';

describe('the page device-declined', () => {
  itIsSound(filled(deviceDeclinedPage, bare), { fields: [], actions: [] });
});
