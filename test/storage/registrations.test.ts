import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { noBranding } from '../../src/organizations/profile/branding.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import type { OpenDb, Stores } from '../../src/stores.ts';
import { freshDatabase } from '../harness/database.ts';
import { newOrganization, sampleClient, sampleOrganization, sealer, start } from './support/samples.ts';

describe('the version of what is registered', () => {
  let db: OpenDb;
  let dispose: () => Promise<void>;
  before(async () => {
    const fresh = await freshDatabase();
    dispose = fresh.dispose;
    db = openStores(fresh.database.dataSource, sealer, () => start);
    await db.environments.save({ name: 'production', mfa: 'on', pilot: { users: [], percent: 0 } });
  });
  after(() => dispose());

  const version = async () => Number((await db.brandings.findBoth(null)).version);
  /** By how much `work` raises it. */
  const raisedBy = async (work: (stores: Stores) => Promise<unknown>) => {
    const before = await version();
    await db.transaction(work);
    return (await version()) - before;
  };
  const nothingStored = { ...noBranding, logo: null, stylesheet: null };

  it('rises with a client, an environment and a brand, each as it comes, changes and goes', async () => {
    const organization = await newOrganization(db);
    const client = sampleClient({ organizationId: organization.id });
    const environment = { name: `e-${randomUUID()}`, mfa: 'on', pilot: { users: [], percent: 0 } } as const;
    for (const work of [
      ({ clients }: Stores) => clients.save(client),
      ({ clients }: Stores) => clients.save({ ...client, requireLevel: 3 }),
      ({ clients }: Stores) => clients.remove(client.clientId),
      ({ environments }: Stores) => environments.save(environment),
      ({ environments }: Stores) => environments.save({ ...environment, mfa: 'off' }),
      ({ environments }: Stores) => environments.renamePilots('one@example.com', 'other@example.com'),
      ({ brandings }: Stores) => brandings.save(organization.id, nothingStored, start),
      ({ brandings }: Stores) =>
        brandings.save(organization.id, { ...nothingStored, displayName: 'A' }, start),
      ({ organizations }: Stores) => organizations.update({ ...organization, name: 'Other' }),
    ] satisfies readonly ((stores: Stores) => Promise<unknown>)[]) {
      const expected = work.toString().includes('renamePilots') ? 0 : 1;
      expect(await raisedBy(work), work.toString()).to.equal(expected);
    }
  });

  it('rises where an organization takes its clients and its brand along', async () => {
    const organization = await newOrganization(db);
    await db.clients.save(sampleClient({ organizationId: organization.id }));
    await db.brandings.save(organization.id, nothingStored, start);
    const before = await version();
    await db.transaction(({ clients }) => clients.removeOf(organization.id));
    expect(await version(), 'its clients').to.equal(before + 1);
    await db.sql('DELETE FROM organizations WHERE id = $1', [organization.id]);
    expect(await version(), 'its brand').to.equal(before + 2);
  });

  it('rises once in a transaction, however much that changes', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const changed = await raisedBy(async ({ clients, brandings }) => {
      for (const clientId of ids) await clients.save(sampleClient({ clientId }));
      await brandings.save(null, nothingStored, start);
    });
    expect(changed).to.equal(1);
    expect(await raisedBy(({ clients }) => clients.save(sampleClient())), 'and again in the next').to.equal(
      1,
    );
  });

  it('stays where nothing of it changes, or the change is not kept', async () => {
    const organization = sampleOrganization();
    expect(await raisedBy(({ organizations }) => organizations.create(organization))).to.equal(0);
    const before = await version();
    const failed = db.transaction(async ({ clients }) => {
      await clients.save(sampleClient());
      throw new Error('not this time');
    });
    expect(await failed.catch(({ message }) => message)).to.equal('not this time');
    expect(await version()).to.equal(before);
  });

  it('is told with whatever is read of a sign-in, a token and a client', async () => {
    const client = sampleClient();
    await db.clients.save(client);
    const [found] = await db.clients.findVersioned([client.clientId, 'nobody', 'no\0body']);
    expect(found?.value.client).to.deep.equal(client);
    expect(found?.version).to.equal(String(await version()));
  });
});
