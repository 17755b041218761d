import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { recordsAt, requestRecordsOver, saved } from './support/request-records.ts';

describe('a grant that is made of what a person has agreed to', () => {
  it('is saved only where that has not been taken back', async () => {
    const records = await recordsAt();
    const id = randomUUID();
    const agreed = { model: 'Consent', id: randomUUID(), clientId: 'of nobody', payload: 'agreed' } as const;
    expect(await records.write([agreed, saved('Grant', id)])).to.equal('used before');
    expect(await records.find('Grant', id)).to.equal(undefined);
    const requests = requestRecordsOver(records);
    const work = requests.together(() => requests.write([agreed, saved('Grant', id)]));
    const refusal = await work.catch((error: unknown) => error);
    expect(refusal).to.have.property('code', 'interaction_expired');
  });
});

describe('what a request was about to write', () => {
  it('is not written where it forgets that, but what goes with a grant goes', async () => {
    const stored = await recordsAt();
    const records = requestRecordsOver(stored);
    const [used, made, gone, grantId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await stored.save(saved('RefreshToken', used));
    await stored.save(saved('AccessToken', gone, { grantId }));
    await records.together(async () => {
      await records.removeByGrants([{ model: 'AccessToken', grantId }]);
      await records.consume('RefreshToken', used);
      await records.save(saved('RefreshToken', made));
      records.forget();
    });
    expect(await stored.find('RefreshToken', used)).not.to.have.property('consumed');
    expect(await stored.find('RefreshToken', made)).to.equal(undefined);
    expect(await stored.find('AccessToken', gone)).to.equal(undefined);
  });
});
