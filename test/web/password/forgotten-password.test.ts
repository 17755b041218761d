import { filled } from '../../../src/web/pages/page.ts';
import { forgottenPasswordPage } from '../../../src/web/password/forgotten-password.ts';
import { itIsSound } from '../support/sound-page.ts';
import { forgottenPasswordModel } from './support/models.ts';

describe('the page forgotten-password', () => {
  itIsSound(filled(forgottenPasswordPage, forgottenPasswordModel), {
    fields: ['email'],
    actions: ['continue'],
  });
});
