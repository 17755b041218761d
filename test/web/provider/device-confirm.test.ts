import { filled } from '../../../src/web/pages/page.ts';
import { deviceConfirmPage } from '../../../src/web/provider/device-confirm.ts';
import { itIsSound } from '../support/sound-page.ts';
import { deviceConfirmModel } from './support/models.ts';

describe('the page device-confirm', () => {
  itIsSound(filled(deviceConfirmPage, deviceConfirmModel), {
    fields: ['xsrf', 'user_code', 'confirm', 'xsrf', 'user_code', 'abort'],
    actions: ['continue', 'cancel'],
  });
});
