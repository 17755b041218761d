import { filled } from '../../../src/web/pages/page.ts';
import { resetLinkExpiredPage } from '../../../src/web/password/reset-link-expired.ts';
import { itIsSound } from '../support/sound-page.ts';
import { resetLinkExpiredModel } from './support/models.ts';

describe('the page reset-link-expired', () => {
  itIsSound(filled(resetLinkExpiredPage, resetLinkExpiredModel), { fields: [], actions: [] });
});
