import { expect } from 'chai';
import { settingsPlanPage } from '../../../../src/web/console/settings/settings-plan.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import { createWorld, everyoneNow, seed } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { settingsPlanModel } from './support/models.ts';

describe('the page settings-plan', () => {
  itIsSound(filled(settingsPlanPage, settingsPlanModel), { fields: [], actions: [] });

  it('D25: lists what another plan would not allow any more, and changes nothing', async () => {
    const world = await createWorld({ plan: 'team', enforcement: everyoneNow });
    await seed(world.server, {
      organizations: [
        {
          slug: world.slug,
          seats: 5,
          members: [{ email: world.tomas.email, role: 'member', override: 'required' }],
          invitations: [{ email: `nora@new.${world.slug}.example`, role: 'member' }],
        },
      ],
    });
    const address = `${world.server.issuer}/console/${world.slug}/settings/plan`;
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.page.querySelector('.lead')).to.equal(null);
    const free = await browser.open(`${address}?plan=free`);
    expect(free.page.querySelector('.lead')?.text).to.equal('Not all that you have fits the plan free.');
    const listed = (id: string) =>
      free.page.querySelectorAll(`[aria-labelledby=${id}] li`).map(({ text }) => text.trim());
    expect(listed('too-many')).to.have.members([
      world.olivia.email,
      world.tomas.email,
      world.mina.email,
      `nora@new.${world.slug}.example`,
    ]);
    expect(listed('required')).to.deep.equal([world.tomas.email]);
    const larger = await browser.open(`${address}?plan=enterprise`);
    expect(larger.page.querySelector('.lead')?.text).to.equal('All that you have fits the plan enterprise.');
    const unknown = await browser.open(`${address}?plan=nothing`);
    expect([unknown.status, unknown.page.querySelector('.lead')]).to.deep.equal([200, null]);
    expect(unknown.page.querySelector('option[selected]')?.text).to.equal('team');
  });
});
