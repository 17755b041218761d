import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { applicationsPage } from '../../../src/web/account/applications.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea } from '../../harness/areas.ts';
import { createWorld, signIn } from '../../harness/world.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { agreeTo, foreignApplication } from './support/applications.ts';
import { applicationsModel } from './support/models.ts';

describe('the page applications', () => {
  itIsSound(filled(applicationsPage, applicationsModel), { fields: [], actions: [] });

  it('links to no address that is none of the web', () => {
    const [one] = applicationsModel.consented;
    if (one === undefined) throw new Error('the sample has no application');
    const consented = [{ ...one, address: 'javascript:alert(1)' }];
    const page = drawn(filled(applicationsPage, { ...applicationsModel, consented }));
    expect(page).not.to.include('javascript:');
  });

  it('says that nothing of others was allowed', () => {
    const page = drawn(filled(applicationsPage, { ...applicationsModel, consented: [], firstParty: [] }));
    expect(parse(page).querySelector('main')?.text).to.include('You have allowed no application of others.');
  });

  it('says in words what each has, those that nobody is asked about apart and without a button', async () => {
    const world = await createWorld();
    const foreign = await foreignApplication(world);
    await agreeTo(world, foreign);
    await signIn(world.application, world.greta);
    const { answer } = await enterArea(`${world.server.issuer}/account/applications`, world.greta);
    const [consented, firstParty] = answer.page.querySelectorAll('section.card');
    expect(consented?.text).to.include('Customers').and.include('Your e-mail address');
    expect(consented?.querySelector('a[rel=noreferrer]')?.text).to.equal('https://crm.example/start');
    expect(consented?.text).to.match(/Since: today, \d\d:\d\d · Last used: today, \d\d:\d\d/);
    expect(consented?.querySelector('a.danger')?.getAttribute('href')).to.equal(
      `/account/applications/${foreign.clientId}/withdraw`,
    );
    expect(firstParty?.text).to.include(`${world.slug}-one`);
    expect(firstParty?.querySelector('a.danger')).to.equal(null);
  });
});
