import { recoveryCodesPage } from '../../../../src/web/account/security/recovery-codes.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { newCodesModel } from './support/models.ts';

describe('the page recovery-codes of an account', () => {
  itIsSound(filled(recoveryCodesPage, newCodesModel), { fields: ['kept'], actions: ['continue'] });
});
