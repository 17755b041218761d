import { filled } from '../../../src/web/pages/page.ts';
import { resetLinkSentPage } from '../../../src/web/password/reset-link-sent.ts';
import { itIsSound } from '../support/sound-page.ts';
import { resetLinkSentModel } from './support/models.ts';

describe('the page reset-link-sent', () => {
  itIsSound(filled(resetLinkSentPage, resetLinkSentModel), { fields: [], actions: [] });
});
