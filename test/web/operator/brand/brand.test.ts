import { expect } from 'chai';
import { operatorBrandPage } from '../../../../src/web/operator/brand/brand.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { noticeOf } from '../../../harness/areas.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld } from '../../../harness/world.ts';
import { look } from '../../console/brand/support/models.ts';
import { operatorFrame } from '../../support/frames.ts';
import { itIsSound } from '../../support/sound-page.ts';

describe("the operator's page brand", () => {
  itIsSound(filled(operatorBrandPage, { ...operatorFrame, look }), {
    fields: ['display_name', 'colour', 'support_url', 'legal_url', 'logo'],
    actions: ['continue', 'preview'],
  });

  it('sets what every page shows that no organization brands, and who did is in the log', async () => {
    const world = await createWorld();
    const { browser, answer } = await enterOperator(world, '/operator/brand');
    const nothing = { display_name: '', colour: '', support_url: '', legal_url: '' };
    try {
      const saved = await browser.submit(answer, { ...nothing, display_name: 'House of keys' });
      expect(noticeOf(saved)).to.equal('The brand was saved. Pages show it from now on.');
      expect((await browser.open(`${world.server.issuer}/password/forgotten`)).body).to.include(
        'House of keys',
      );
      const person = await world.server.countersign.db.people.byEmail(world.olivia.email);
      expect((await newestEvent(world, 'branding.changed'))?.actor).to.include({ id: person?.user.id });
    } finally {
      await browser.submit(answer, nothing);
    }
    expect((await browser.open(`${world.server.issuer}/password/forgotten`)).body).not.to.include(
      'House of keys',
    );
  });
});
