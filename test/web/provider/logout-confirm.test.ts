import { filled } from '../../../src/web/pages/page.ts';
import { logoutConfirmPage } from '../../../src/web/provider/logout-confirm.ts';
import { itIsSound } from '../support/sound-page.ts';
import { logoutConfirmModel } from './support/models.ts';

describe('the page logout-confirm', () => {
  itIsSound(filled(logoutConfirmPage, logoutConfirmModel), {
    fields: ['xsrf', 'logout', 'xsrf'],
    actions: ['continue', 'cancel'],
  });
});
