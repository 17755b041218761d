import { filled } from '../../../src/web/pages/page.ts';
import { deviceCodePage } from '../../../src/web/provider/device-code.ts';
import { itIsSound } from '../support/sound-page.ts';
import { deviceCodeModel } from './support/models.ts';

describe('the page device-code', () => {
  itIsSound(filled(deviceCodePage, deviceCodeModel), {
    fields: ['xsrf', 'user_code'],
    actions: ['continue'],
  });
});
