import { refusedPage } from '../../../src/web/interaction/refused.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { itIsSound } from '../support/sound-page.ts';
import { refusedModel } from './support/models.ts';

describe('the page refused', () => {
  itIsSound(filled(refusedPage, refusedModel), { fields: [], actions: ['continue', 'switch', 'cancel'] });
});
