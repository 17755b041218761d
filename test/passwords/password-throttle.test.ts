import { expect } from 'chai';
import {
  isSameSource,
  sourcePrefix,
  throttleAfter,
  throttleKey,
} from '../../src/limits/password-throttle.ts';

const now = Date.UTC(2026, 10, 24);

describe('the password throttle', () => {
  for (const [failures, seconds] of [
    [0, null],
    [1, null],
    [9, null],
    [10, 1],
    [11, 2],
    [12, 4],
    [19, 512],
    [20, 900],
    [5000, 900],
  ] as const) {
    it(`delays by ${seconds ?? 'no'} s after ${failures} failures`, () => {
      expect(throttleAfter(failures, now)).to.equal(seconds === null ? null : now + seconds * 1000);
    });
  }

  for (const [address, prefix] of [
    ['192.0.2.7', '192.0.2.7'],
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64'],
    ['2001:DB8::1', '2001:db8::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
    ['', 'unknown'],
    ['a', 'unknown'],
    ['1', 'unknown'],
    ['0x7f.1', 'unknown'],
    ['192.0.2.7:443', 'unknown'],
    ['192.0.2.7, 198.51.100.1', 'unknown'],
    ['9'.repeat(10_000), 'unknown'],
  ] as const) {
    it(`takes "${address.slice(0, 40)}" for the source ${prefix}`, () => {
      expect(sourcePrefix(address)).to.equal(prefix);
    });
  }

  it('finds the same source in one /64 and never in what it cannot read', () => {
    expect(isSameSource('2001:db8::1', '2001:db8::ffff')).to.equal(true);
    expect(isSameSource('2001:db8::1', '2001:db8:0:1::1')).to.equal(false);
    expect(isSameSource('::ffff:192.0.2.7', '192.0.2.7')).to.equal(true);
    expect(isSameSource('garbage', 'garbage')).to.equal(false);
  });

  it('counts one account from one source together, however the e-mail is typed', () => {
    const attempt = { email: 'Ann@Acme.example ', address: '2001:db8::1', knownDeviceId: null };
    const same = { email: 'ann@acme.example', address: '2001:db8::2', knownDeviceId: null };
    expect(throttleKey(attempt).equals(throttleKey(same))).to.equal(true);
    expect(throttleKey(attempt)).to.have.length(32);
  });

  it('counts other accounts, other sources and known devices apart', () => {
    const attempt = { email: 'ann@acme.example', address: '192.0.2.7', knownDeviceId: null };
    const keys = [
      attempt,
      { ...attempt, email: 'bob@acme.example' },
      { ...attempt, address: '192.0.2.8' },
      { ...attempt, knownDeviceId: 'device-1' },
      { ...attempt, knownDeviceId: '192.0.2.7' },
    ].map((each) => throttleKey(each).toString('hex'));
    expect(new Set(keys).size).to.equal(5);
  });

  it('lets a known device keep its budget when it moves', () => {
    const device = { email: 'ann@acme.example', address: '192.0.2.7', knownDeviceId: 'device-1' };
    expect(throttleKey(device).equals(throttleKey({ ...device, address: '198.51.100.1' }))).to.equal(true);
  });
});
