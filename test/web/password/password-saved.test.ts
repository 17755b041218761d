import { filled } from '../../../src/web/pages/page.ts';
import { passwordSavedPage } from '../../../src/web/password/password-saved.ts';
import { itIsSound } from '../support/sound-page.ts';
import { passwordSavedModel } from './support/models.ts';

describe('the page password-saved', () => {
  itIsSound(filled(passwordSavedPage, passwordSavedModel), { fields: [], actions: [] });
});
