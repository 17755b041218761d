import { expect } from 'chai';
import { enforcementPage } from '../../../../src/web/console/enforcement/enforcement.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import { createWorld, everyoneNow, seed, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { enforcementModel, scheduledModel } from './support/models.ts';
import { ruleActions, ruleFields } from './support/rule-fields.ts';

describe('the page enforcement', () => {
  itIsSound(filled(enforcementPage, enforcementModel), { fields: ruleFields, actions: ruleActions });
  itIsSound(
    filled(enforcementPage, scheduledModel),
    { fields: [], actions: [] },
    'enforcement, once it is turned on,',
  );

  const addressOf = ({ server, slug }: World) => `${server.issuer}/console/${slug}/enforcement`;

  it('T1, M1: is open to administrators without a factor as well, and is nothing to members', async () => {
    const world = await createWorld();
    const { answer } = await enterArea(addressOf(world), world.tomas);
    expect(answer.status).to.equal(404);
    await seed(world.server, {
      organizations: [{ slug: world.slug, members: [{ email: world.mina.email, role: 'admin' }] }],
    });
    const { answer: admins } = await enterArea(addressOf(world), world.mina);
    expect([admins.status, admins.name]).to.deep.equal([200, 'enforcement']);
    const { page } = admins;
    expect(page.querySelector('main .head')?.text).to.include(
      'asks nobody for a second step. 2 of 3 members',
    );
    const chosen = page.querySelector('input[name=preset][checked]');
    expect(chosen?.getAttribute('value')).to.equal('by-midnight');
    expect(page.querySelectorAll('.radio-card')).to.have.length(5);
    for (const card of page.querySelectorAll('.radio-card'))
      expect(card.text).to.include('What members notice');
  });

  it('M9: says that it is on, and has the button that revokes it instead of the form', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { answer } = await enterArea(addressOf(world), world.olivia);
    const main = answer.page.querySelector('main');
    expect(main?.text).to.include(`Everyone in ${world.slug.toUpperCase()} signs in with a second step.`);
    expect(main?.querySelector('form')).to.equal(null);
    const revoke = main?.querySelector('a.danger');
    expect(revoke?.text).to.equal('Revoke enforcement');
    expect(revoke?.getAttribute('href')).to.equal(`/console/${world.slug}/enforcement/revoke`);
  });

  it('says from when on a date counts, in the zone of the organization, with a way to move it', async () => {
    const world = await createWorld({
      enforcement: { preset: 'by-midnight', activation: { deadline: '2030-01-01T00:00:00Z' } },
    });
    const { answer } = await enterArea(addressOf(world), world.olivia);
    const main = answer.page.querySelector('main');
    expect(main?.querySelector('.lead')?.text).to.include('From 1 January 2030, 00:00, everyone');
    expect(main?.querySelector('.turn')?.text).to.include(
      'Sessions without a second step end at that moment.',
    );
    expect(main?.text).to.include('Move the date').and.to.include('Times in UTC');
    expect(main?.querySelector('a.danger')?.text).to.equal('Cancel it');
  });

  it('T3: without the entitlement has no form and says what helps', async () => {
    const world = await createWorld({ plan: 'free' });
    const { answer } = await enterArea(addressOf(world), world.olivia);
    const main = answer.page.querySelector('main');
    expect(main?.querySelector('form')).to.equal(null);
    expect(main?.querySelector('.banner')?.text).to.include('Your plan cannot require a second step.');
  });

  it('L1, L3: names the environments that do not ask, if an application there serves its members', async () => {
    const world = await createWorld();
    const name = `e${world.slug}`;
    const unused = `u${world.slug}`;
    await seed(world.server, {
      environments: [
        { name, mfa: 'off' },
        { name: unused, mfa: 'off' },
      ],
      clients: [
        {
          client_id: `${name}-app`,
          client_secret: 'a secret of thirty-two characters',
          redirect_uris: ['http://localhost:4999/cb'],
          environment: name,
        },
      ],
    });
    const { answer } = await enterArea(addressOf(world), world.olivia);
    const text = answer.page.querySelector('main')?.text;
    // Beside those of other tests, which serve everybody.
    expect(text).to.match(
      new RegExp(`Applications in [^.]*\\b${name}\\b[^.]* do not ask for a second step\\.`),
    );
    expect(text).not.to.include(unused);
  });
});
