import { filled } from '../../../src/web/pages/page.ts';
import { developmentMailboxPage } from '../../../src/web/site/development-mailbox.ts';
import { itIsSound } from '../support/sound-page.ts';
import { developmentMailboxModel } from './support/models.ts';

describe('the page development-mailbox', () => {
  itIsSound(filled(developmentMailboxPage, developmentMailboxModel), { fields: [], actions: [] });
});
