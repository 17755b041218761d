import { accountPage } from '../../../src/web/interaction/account.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { itIsSound } from '../support/sound-page.ts';
import { accountModel } from './support/models.ts';

describe('the page account', () => {
  itIsSound(filled(accountPage, accountModel), { fields: [], actions: ['continue', 'switch', 'cancel'] });
});
