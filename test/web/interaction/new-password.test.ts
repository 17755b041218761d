import { newPasswordPage } from '../../../src/web/interaction/new-password.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { itIsSound } from '../support/sound-page.ts';
import { newPasswordModel } from './support/models.ts';

describe('the page new-password', () => {
  itIsSound(filled(newPasswordPage, newPasswordModel), {
    fields: ['new_password'],
    actions: ['continue', 'show', 'cancel'],
  });
});
