import { filled } from '../../../src/web/pages/page.ts';
import { deviceDonePage } from '../../../src/web/provider/device-done.ts';
import { bare } from '../support/frames.ts';
import { itIsSound } from '../support/sound-page.ts';

describe('the page device-done', () => {
  itIsSound(filled(deviceDonePage, bare), { fields: [], actions: [] });
});
