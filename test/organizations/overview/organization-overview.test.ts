import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import { organizationOverview } from '../../../src/organizations/overview/organization-overview.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import { testDatabase } from '../../harness/database.ts';
import { hooked } from '../../locks/support/transactions.ts';
import {
  later,
  newMember,
  newOrganization,
  newUser,
  openTestStores,
  samplePolicy,
  sealer,
} from '../../storage/support/samples.ts';

const now = later(1000);

describe('the overview of an organization', () => {
  it('M11: is read in four statements, whatever there is', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db, {
      trialEndsAt: null,
      plan: 'enterprise',
      enforcement: samplePolicy,
    });
    const user = await newUser(db);
    await newMember(db, organization, user);
    const { dataSource } = await testDatabase();
    const sent: string[] = [];
    const before = async ({ text }: { readonly text: string }) => void sent.push(text);
    const counted = openStores(hooked(dataSource, { before }), sealer, () => now);
    const overview = await organizationOverview(counted, { organization, plans: shippedPlans, now });
    expect(sent.filter((text) => !/^(START TRANSACTION|COMMIT)/.test(text))).to.have.length(4);
    expect(overview.summary).to.include({ members: 1, locked: 0 });
    expect(overview).to.deep.include({ locked: [], jobs: [], nextInvitation: null, events: [] });
  });
});
