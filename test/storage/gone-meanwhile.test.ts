import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import { openTestStores, start } from './support/samples.ts';

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.catch((error: unknown) => error);
  return outcome instanceof Refusal ? outcome.code : String(outcome);
}

describe('a statement about what is gone meanwhile is a refusal, no error', () => {
  it('of a person who was erased', async () => {
    const db = await openTestStores();
    const device = { factor: 'totp', sourcePrefix: '192.0.2.7', provenAt: start, expiresAt: start } as const;
    const identity = { userId: randomUUID(), userEpoch: 0, id: 'device', replacedId: null };
    expect(await refusalOf(db.rememberedDevices.remember(identity, device, start))).to.equal(
      'interaction_expired',
    );
  });

  it('of an organization that was deleted', async () => {
    const db = await openTestStores();
    const client = {
      clientId: `gone-${randomUUID()}`,
      metadata: {},
      environment: 'production',
      organizationId: randomUUID(),
      firstParty: false,
      requireLevel: null,
      requireMfaMaxAgeSeconds: null,
      createdAt: start,
    };
    expect(await refusalOf(db.clients.save(client))).to.equal('not_found');
  });
});
