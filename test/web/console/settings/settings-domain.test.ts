import { expect } from 'chai';
import { createDomainCheck } from '../../../../src/organizations/profile/domain-check.ts';
import { settingsDomainPage } from '../../../../src/web/console/settings/settings-domain.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea, noticeOf } from '../../../harness/areas.ts';
import { startTestServer, type TestServer } from '../../../harness/server.ts';
import { createWorld } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { settingsDomainModel, waitingDomainModel } from './support/models.ts';

describe('the page settings-domain', () => {
  itIsSound(filled(settingsDomainPage, settingsDomainModel), { fields: ['domain'], actions: ['name'] });
  itIsSound(
    filled(settingsDomainPage, waitingDomainModel),
    { fields: ['domain'], actions: ['continue'] },
    'settings-domain of one that waits',
  );
  itIsSound(
    filled(settingsDomainPage, { ...waitingDomainModel, state: 'taken' }),
    { fields: [], actions: [] },
    'settings-domain of one that is taken',
  );

  const records = new Map<string, string>();
  let code = 'ENOTFOUND';
  let server: TestServer;

  before(async () => {
    const resolveTxt = async (name: string) => {
      const text = records.get(name);
      if (text === undefined) throw Object.assign(new Error('not there'), { code });
      return [[text]];
    };
    server = await startTestServer({ domainCheck: createDomainCheck({ resolveTxt }) });
  });

  after(() => server.stop());

  it('ruling 17: says which record to set, looks for it on demand, and then the domain is theirs', async () => {
    const world = await createWorld({ server });
    const address = `${server.issuer}/console/${world.slug}/settings`;
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.page.querySelector('a[href$="/settings/domain"]')).not.to.equal(null);
    const empty = await browser.open(`${address}/domain`);
    const none = await browser.submit(empty, { action: 'name', domain: 'no domain' });
    expect([none.status, none.page.querySelector('#domain-problem')?.text]).to.deep.equal([
      422,
      'Error: This is no domain',
    ]);
    const domain = `labs.${world.slug}.example`;
    const waiting = await browser.submit(empty, { action: 'name', domain: `@${domain.toUpperCase()}` });
    expect(waiting.url).to.equal(`${address}/domain?domain=${domain}`);
    const [name = '', value = ''] = ['name', 'value'].map(
      (part) => waiting.page.querySelector(`#record-${part}`)?.text,
    );
    expect(name).to.equal(`_countersign.${domain}`);
    const missing = await browser.submit(waiting);
    expect([missing.status, missing.page.querySelector('.problem')?.text]).to.satisfy(
      ([status, text]: [number, string]) => status === 422 && text.includes('not there yet'),
    );
    expect(missing.page.querySelector('#record-value')?.text).to.equal(value);
    code = 'ETIMEOUT';
    expect((await browser.submit(waiting)).status).to.equal(503);
    records.set(name, value);
    const done = await browser.submit(waiting);
    expect(noticeOf(done)).to.equal(`${domain} is verified and belongs to your organization.`);
    const listed = done.page.querySelectorAll('[aria-labelledby=domains] strong').map(({ text }) => text);
    expect(listed).to.deep.equal([domain, `${world.slug}.example`]);
    const tag = (await browser.open(waiting.url)).page.querySelector('.tag')?.text;
    expect(tag).to.equal('Verified');
  });

  it('ruling 17: says that a domain is another organization’s, to who has its record and to nobody before', async () => {
    const [world, other] = [await createWorld({ server }), await createWorld({ server })];
    const domain = `${other.slug}.example`;
    const address = `${server.issuer}/console/${world.slug}/settings/domain?domain=${domain}`;
    const { browser, answer } = await enterArea(address, world.olivia);
    code = 'ENOTFOUND';
    const tagOf = ({ page }: typeof answer) => page.querySelector('.tag')?.text;
    const unproven = await browser.submit(answer);
    const free = await browser.open(address.replace(other.slug, 'nobodys'));
    expect([answer, unproven, free].map(tagOf)).to.deep.equal(Array(3).fill(tagOf(free)));
    expect(unproven.page.querySelector('.problem')?.text).to.include('not there yet');
    const value = answer.page.querySelector('#record-value')?.text ?? '';
    records.set(`_countersign.${domain}`, value);
    const taken = await browser.submit(answer);
    expect([taken.status, tagOf(taken)]).to.deep.equal([422, 'Taken']);
    expect(taken.page.querySelector('.problem')?.text).to.include('another organization');
    expect(taken.page.querySelector('main button')).to.equal(null);
  });

  it('is refused where the operator alone verifies domains', async () => {
    const world = await createWorld();
    const address = `${world.server.issuer}/console/${world.slug}/settings`;
    const { browser, answer } = await enterArea(address, world.olivia);
    expect(answer.page.querySelector('a[href$="/settings/domain"]')).to.equal(null);
    expect(answer.page.querySelector('[aria-labelledby=domains]')?.text).to.include('Ask them to add one.');
    const forced = await browser.post(`${address}/domain`, { domain: `labs.${world.slug}.example` });
    expect(forced.status).to.equal(403);
  });
});
