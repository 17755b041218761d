import { expect } from 'chai';
import { createDomainCheck, type TextResolver } from '../../../src/organizations/profile/domain-check.ts';
import { checkDomains, setDomains } from '../../../src/organizations/profile/domains.ts';
import { Refusal } from '../../../src/refusal/refusal.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { browserOf, quietApiOf, saying } from '../../harness/members.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, type World } from '../../harness/world.ts';

describe('a domain that an administrator adds', () => {
  /** What the DNS says, by name; a name that is not there is an error of the resolver. */
  const records = new Map<string, string>();
  const asked: string[] = [];
  let answers: TextResolver['resolveTxt'];
  let server: TestServer;

  before(async () => {
    server = await startTestServer({
      domainCheck: createDomainCheck({ resolveTxt: (name) => answers(name) }),
    });
  });
  beforeEach(() => {
    asked.length = 0;
    answers = async (name) => {
      asked.push(name);
      const text = records.get(name);
      if (text === undefined) throw Object.assign(new Error('not there'), { code: 'ENOTFOUND' });
      return [['v=spf1 -all'], [text.slice(0, 10), text.slice(10)]];
    };
  });
  after(() => server.stop());

  async function claiming(
    world: World,
  ): Promise<{ api: ApiClient; add(...domains: string[]): ReturnType<ApiClient['patch']> }> {
    const api = await apiOf(world, world.olivia);
    const own = `${world.slug}.example`;
    return {
      api,
      add: (...domains) => api.patch(`/organizations/${world.slug}`, { domains: [own, ...domains] }),
    };
  }

  async function publish(api: ApiClient, { slug }: World, domain: string): Promise<void> {
    const { domain_record: record } = (await api.get(`/organizations/${slug}`)).body;
    records.set(record.name.replace('<domain>', domain), record.value);
  }

  it('ruling 17: is verified by the record that the organization is told to publish', async () => {
    const world = await createWorld({ server });
    const { api, add } = await claiming(world);
    const domain = `mail.${world.slug}.example`;
    await publish(api, world, domain);
    expect((await add(domain)).body.domains).to.deep.equal([domain, `${world.slug}.example`]);
    const found = await server.countersign.db.domains.find(domain);
    expect(found?.verifiedBy).to.equal('dns');
    const { items } = (await api.get(`/organizations/${world.slug}/activity?limit=1`)).body;
    expect(items[0].detail.after.domains).to.include(domain);
    asked.length = 0;
    expect((await add(domain)).status).to.equal(200);
    expect(asked, 'what is verified is not looked up again').to.deep.equal([]);
  });

  it('ruling 17: is refused without the record, or with that of another organization, and nothing is changed', async () => {
    const [world, other] = [await createWorld({ server }), await createWorld({ server })];
    const { api, add } = await claiming(world);
    const [bare, foreign, good] = ['bare', 'foreign', 'good'].map((name) => `${name}.${world.slug}.example`);
    if (bare === undefined || foreign === undefined || good === undefined) throw new Error();
    await publish(await apiOf(other, other.olivia), other, foreign);
    await publish(api, world, good);
    const refused = await add(good, bare, foreign);
    expect([refused.status, refused.body.errors.map(({ path }: { path: string }) => path)]).to.deep.equal([
      422,
      ['/domains/2', '/domains/3'],
    ]);
    expect(refused.body.errors[0].problem).to.match(
      /^has no TXT record _countersign\.bare\S+ that says countersign-/,
    );
    expect((await api.get(`/organizations/${world.slug}`)).body.domains).to.deep.equal([
      `${world.slug}.example`,
    ]);
  });

  for (const code of ['ENOTFOUND', 'ENODATA'])
    it(`ruling 17: is not verified where the DNS answers ${code}`, async () => {
      const world = await createWorld({ server });
      const { add } = await claiming(world);
      answers = async () => {
        throw Object.assign(new Error('not there'), { code });
      };
      const refused = await add(`nothing.${world.slug}.example`);
      expect(saying(refused)).to.deep.equal([422, 'invalid_document']);
      expect(refused.body.errors[0].problem).to.match(/^has no TXT record _countersign\.nothing/);
    });

  it('lets more people in where they join by their domain, which takes a fresh second factor', async () => {
    const world = await createWorld({ server });
    const { browser, api: early } = await browserOf(world, world.olivia);
    const [first = '', second = ''] = ['one', 'two'].map((name) => `${name}.${world.slug}.example`);
    await publish(early, world, first);
    await publish(early, world, second);
    travel(301);
    const [api, operator] = [await quietApiOf(world, browser), await operatorOf(world)];
    const add = (...domains: string[]) => api.patch(`/organizations/${world.slug}`, { domains });
    const own = `${world.slug}.example`;
    expect((await add(own, first)).status, 'nobody joins by it').to.equal(200);
    await operator.patch(`/organizations/${world.slug}`, { join_by_domain: true });
    expect(saying(await add(own, first, second))).to.deep.equal([401, 'mfa_required']);
    expect((await operator.get(`/organizations/${world.slug}`)).body.domains).to.deep.equal([first, own]);
    expect((await add(own, first)).status, 'as it is').to.equal(200);
  });

  it('ruling 17: belongs to one organization', async () => {
    const [world, other] = [await createWorld({ server }), await createWorld({ server })];
    const { api, add } = await claiming(other);
    const taken = `${world.slug}.example`;
    await publish(api, other, taken);
    expect((await add(taken)).body.errors).to.deep.equal([
      { path: '/domains/1', problem: 'belongs to another organization' },
    ]);
  });

  it('ruling 17: is not taken for unproven where nobody could be asked', async () => {
    const { add } = await claiming(await createWorld({ server }));
    answers = async () => {
      throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
    };
    const refused = await add('x.example');
    expect(refused.status).to.equal(422);
    expect(refused.body.errors[0].problem).to.match(/^could not be looked up just now/);
  });

  it('ruling 17: is not taken as verified because it was there when the request came', async () => {
    const world = await createWorld({ server });
    const { db } = server.countersign;
    const organization = await db.organizations.findBySlug(world.slug);
    if (organization === null) throw new Error('there is no organization');
    const own = `${world.slug}.example`;
    const acting = {
      actor: { kind: 'anonymous', sourceAddress: '127.0.0.1' },
      admin: { userId: organization.id, role: 'owner', hasFactor: true, mfaAt: Date.now() },
      now: new Date(),
    } as const;
    const organizationId = organization.id;
    const deps = { db, domainCheck: createDomainCheck({ resolveTxt: (name) => answers(name) }) };
    const verdicts = await checkDomains(deps, acting, { organizationId, wanted: [own] });
    // Another administrator gives it up before the first one's change is made.
    const refused = await db.transaction(async ({ domains }) => {
      await domains.remove(organizationId, own);
      const change = { organization, wanted: [own], verdicts };
      return setDomains(domains, acting, change).catch((error: unknown) => error);
    });
    expect(refused).to.be.instanceOf(Refusal).with.property('code', 'invalid_document');
  });

  it('is one of ten at most, so that nobody has the server ask all the world', async () => {
    const world = await createWorld({ server });
    const { add } = await claiming(world);
    const refused = await add(...Array.from({ length: 12 }, (_, index) => `d${index}.${world.slug}.example`));
    expect(refused.body.errors).to.deep.include({
      path: '/domains/12',
      problem: 'is one too many: add 10 at a time',
    });
    expect(asked).to.have.length(10);
  });

  it('is for the operator to verify, unless the deployment asks the DNS', async () => {
    const world = await createWorld();
    const { api, add } = await claiming(world);
    expect((await api.get(`/organizations/${world.slug}`)).body.domain_record).to.equal(null);
    expect((await add('x.example')).body.errors).to.deep.equal([
      { path: '/domains/1', problem: 'is not verified; the operator verifies domains' },
    ]);
  });
});
