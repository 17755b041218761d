import { errorPage } from '../../../src/web/errors/error.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { itIsSound } from '../support/sound-page.ts';
import { errorModel } from './support/models.ts';

describe('the page error', () => {
  itIsSound(filled(errorPage, errorModel), { fields: [], actions: [] });
});
