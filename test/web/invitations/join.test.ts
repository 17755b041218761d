import { joinPage } from '../../../src/web/invitations/join.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { itIsSound } from '../support/sound-page.ts';
import { joinModel } from './support/models.ts';

describe('the page join', () => {
  itIsSound(filled(joinPage, joinModel), { fields: ['name', 'new_password'], actions: ['continue'] });
});
