import { expect } from 'chai';
import type { Actor } from '../../src/audit/event.ts';
import { networkOf } from '../../src/limits/network.ts';
import { doerOf } from '../../src/notices/doer.ts';

describe('the network that something came from', () => {
  const cases: readonly (readonly [address: string, network: string | null])[] = [
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2::77', '2001:db8:1::/48'],
    ['2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['::1', '::/48'],
    ['unknown', null],
    ['', null],
    ['203.0.113', null],
  ];
  for (const [address, network] of cases)
    it(`of ${address || 'nothing'} is ${network}`, () => {
      expect(networkOf(address)).to.equal(network);
    });
});

describe('who did what a mail tells', () => {
  const ann: Actor = { kind: 'user', id: 'ann', sourceAddress: '203.0.113.77' };

  it('is said with the network to the owner of the account alone', () => {
    const full = { userId: 'ann', network: '203.0.113.0/24' };
    for (const kind of ['device-reset', 'password-changed', 'email-changed', 'mailbox-code'] as const)
      expect(doerOf(ann, kind), kind).to.deep.equal(full);
    for (const kind of ['membership-changed', 'invitation', 'email-change', 'enrollment-reminder'] as const)
      expect(doerOf(ann, kind), kind).to.deep.equal({ ...full, network: null });
  });

  it('is nobody where it was the server, or somebody without an id whose network is not told', () => {
    expect(doerOf({ kind: 'system' }, 'device-reset')).to.equal(null);
    expect(doerOf({ kind: 'operator' }, 'device-reset')).to.equal(null);
    expect(doerOf({ kind: 'anonymous', sourceAddress: '203.0.113.77' }, 'email-change')).to.equal(null);
  });

  it('has no address where nobody kept one', () => {
    const unknown: Actor = { kind: 'user', id: 'ann', sourceAddress: null };
    expect(doerOf(unknown, 'password-changed')).to.deep.equal({ userId: 'ann', network: null });
  });
});
