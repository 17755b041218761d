import { filled } from '../../../src/web/pages/page.ts';
import { signedOutPage } from '../../../src/web/provider/signed-out.ts';
import { bare } from '../support/frames.ts';
import { itIsSound } from '../support/sound-page.ts';

describe('the page signed-out', () => {
  itIsSound(filled(signedOutPage, bare), { fields: [], actions: [] });
});
