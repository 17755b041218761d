import { filled } from '../../../src/web/pages/page.ts';
import { stillSignedInPage } from '../../../src/web/provider/still-signed-in.ts';
import { bare } from '../support/frames.ts';
import { itIsSound } from '../support/sound-page.ts';

describe('the page still-signed-in', () => {
  itIsSound(filled(stillSignedInPage, bare), { fields: [], actions: [] });
});
