import { expect } from 'chai';
import { recoveryCodesPage } from '../../../src/web/interaction/recovery-codes.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { all, drawn, itIsSound } from '../support/sound-page.ts';
import { recoveryCodesModel } from './support/models.ts';

describe('the page recovery-codes', () => {
  itIsSound(filled(recoveryCodesPage, recoveryCodesModel), {
    fields: ['kept'],
    actions: ['download', 'continue', 'cancel'],
  });

  it('lists one code in each item, without spaces', () => {
    const html = drawn(filled(recoveryCodesPage, recoveryCodesModel));
    const [list = ''] = all(html, /<ol id="recovery-codes">([\s\S]*?)<\/ol>/g);
    expect(all(list, /<li>(\S+)<\/li>/g)).to.deep.equal(recoveryCodesModel.codes);
  });
});
