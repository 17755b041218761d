import { expect } from 'chai';
import { createDomainCheck } from '../../src/organizations/domain-check.ts';
import { domainRecord, verifyDomain } from '../../src/organizations/verify-domain.ts';
import { Refusal } from '../../src/refusal.ts';
import { apiOf } from '../harness/api.ts';
import { createWorld, type World } from '../harness/world.ts';

const operator = { actor: { kind: 'operator' }, admin: null } as const;

/** A DNS that knows these TXT records. */
function dnsOf(records: Readonly<Record<string, string>>) {
  return createDomainCheck({
    async resolveTxt(name) {
      const text = records[name];
      if (text === undefined) throw Object.assign(new Error('not there'), { code: 'ENOTFOUND' });
      return [['v=spf1 -all'], [text.slice(0, 10), text.slice(10)]];
    },
  });
}

async function claimOf({ server, slug }: World, domain: string) {
  const organization = await server.countersign.db.organizations.findBySlug(slug);
  return { organizationId: organization?.id ?? '', domain };
}

async function refusedWith(work: Promise<unknown>): Promise<readonly string[]> {
  const error = await work.then(
    () => null,
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof Refusal) || error.code !== 'invalid_document') throw error;
  return error.detail.list ?? [];
}

describe('a domain', () => {
  it('ruling 17: is verified by the record that names the organization', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const claim = await claimOf(world, `mail.${world.slug}.example`);
    const { name, value } = domainRecord(claim);
    const deps = { db, check: dnsOf({ [name]: value }) };
    await verifyDomain(deps, operator, claim, new Date());
    await verifyDomain(deps, operator, claim, new Date());
    const api = await apiOf(world, world.olivia);
    const { body } = await api.get(`/organizations/${world.slug}`);
    expect(body.domains).to.deep.equal([claim.domain, `${world.slug}.example`]);
    expect((await db.organizations.findDomain(claim.domain))?.verifiedBy).to.equal('dns');
  });

  it('ruling 17: is not verified without the record, nor by that of another organization', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const claim = await claimOf(world, `mail.${world.slug}.example`);
    const { name } = domainRecord(claim);
    for (const records of [{}, { [name]: 'countersign-organization=another' }]) {
      const list = await refusedWith(
        verifyDomain({ db, check: dnsOf(records) }, operator, claim, new Date()),
      );
      expect(list[0]).to.contain(`has no TXT record ${name}`);
    }
    expect(await db.organizations.findDomain(claim.domain)).to.equal(null);
  });

  it('ruling 17: belongs to one organization', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const claim = await claimOf(other, `${world.slug}.example`);
    const { name, value } = domainRecord(claim);
    const deps = { db: world.server.countersign.db, check: dnsOf({ [name]: value }) };
    const list = await refusedWith(verifyDomain(deps, operator, claim, new Date()));
    expect(list).to.deep.equal([`${claim.domain}: belongs to another organization`]);
  });

  it('ruling 17: is not taken for unproven where nobody could be asked', async () => {
    const world = await createWorld();
    const check = createDomainCheck({
      async resolveTxt() {
        throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
      },
    });
    const claim = await claimOf(world, 'x.example');
    const work = verifyDomain({ db: world.server.countersign.db, check }, operator, claim, new Date());
    expect(await work.catch(({ code }: { code: string }) => code)).to.equal('ETIMEOUT');
  });
});
