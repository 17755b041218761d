import { filled } from '../../../src/web/pages/page.ts';
import { homePage } from '../../../src/web/site/home.ts';
import { itIsSound } from '../support/sound-page.ts';
import { homeModel } from './support/models.ts';

describe('the page home', () => {
  itIsSound(filled(homePage, homeModel), { fields: [], actions: [] });
});
