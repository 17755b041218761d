import { emailChangePage } from '../../../src/web/account/email-change.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { itIsSound } from '../support/sound-page.ts';
import { emailChangeModel } from './support/models.ts';

describe('the page email-change', () => {
  itIsSound(filled(emailChangePage, emailChangeModel), { fields: [], actions: ['continue'] });
});
