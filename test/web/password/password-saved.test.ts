import { filled } from '../../../src/web/pages/page.ts';
import { passwordSavedPage } from '../../../src/web/password/password-saved.ts';
import { bare } from '../support/frames.ts';
import { itIsSound } from '../support/sound-page.ts';

describe('the page password-saved', () => {
  itIsSound(filled(passwordSavedPage, bare), { fields: [], actions: [] });
});
