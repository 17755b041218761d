import { expect } from 'chai';
import { signInKeys } from '../../src/sign-in/keys.ts';
import { openTestStores, start } from '../storage/support/samples.ts';

describe('the keys of a sign-in', () => {
  it('are made of the newest of SECRET_KEYS, each for its own purpose', async () => {
    const { authenticators } = await openTestStores();
    const derive = (purpose: string) => [Buffer.from(`newest for ${purpose}`), Buffer.from('older')];
    const { mailboxKey, keyChallengeKey, recoveryCodeKey } = await signInKeys(
      { authenticators },
      derive,
      start,
    );
    expect([mailboxKey, keyChallengeKey].map(String)).to.deep.equal([
      'newest for mailbox codes',
      'newest for challenges of security keys',
    ]);
    expect(recoveryCodeKey).to.deep.equal(await authenticators.recoveryCodeKey(start));
  });
});
