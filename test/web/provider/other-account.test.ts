import { expect } from 'chai';
import { filled } from '../../../src/web/pages/page.ts';
import { otherAccountPage } from '../../../src/web/provider/other-account.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { otherAccountModel } from './support/models.ts';

describe('the page other-account', () => {
  itIsSound(filled(otherAccountPage, otherAccountModel), {
    fields: ['xsrf', 'logout'],
    actions: ['continue'],
  });

  it('names who is signed in, where they are known', () => {
    const html = drawn(filled(otherAccountPage, otherAccountModel));
    expect(html).to.include('<bdi>bob@acme.example</bdi> is signed in');
    const gone = drawn(filled(otherAccountPage, { ...otherAccountModel, other: null }));
    expect(gone).to.include('Another account is signed in');
  });
});
