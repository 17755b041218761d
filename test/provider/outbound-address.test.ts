import { expect } from 'chai';
import { isLoopbackHost, isReachable, reachOf, resolveHost } from '../../src/outbound/outbound-address.ts';

const publicAddresses = ['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07::1', '2a00:1450:4001:82b::200e'];

const loopbackAddresses = ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1', '::127.0.0.1'];

/** Each with what it is. */
const special: Readonly<Record<string, string>> = {
  '0.0.0.0': 'this host',
  '0.1.2.3': 'this network',
  '10.0.0.1': 'private',
  '100.64.0.1': 'shared by a carrier',
  '169.254.169.254': 'metadata of a cloud, link-local',
  '172.16.0.1': 'private',
  '172.31.255.255': 'private',
  '192.0.0.1': 'protocol assignments',
  '192.0.2.1': 'documentation',
  '192.168.1.1': 'private',
  '198.18.0.1': 'benchmarking',
  '198.51.100.7': 'documentation',
  '203.0.113.9': 'documentation',
  '224.0.0.1': 'multicast',
  '240.0.0.1': 'reserved',
  '255.255.255.255': 'broadcast',
  '::': 'unspecified',
  '::ffff:10.0.0.1': 'private, mapped',
  '::ffff:169.254.169.254': 'link-local, mapped',
  '::10.0.0.1': 'private, compatible',
  '64:ff9b::a00:1': 'private, behind NAT64',
  '64:ff9b:1::1': 'local NAT64',
  '100::1': 'discard',
  '2001::1': 'Teredo',
  '2001:db8::1': 'documentation',
  '2002:a00:1::1': 'private, 6to4',
  '3fff::1': 'documentation',
  '5f00::1': 'segment routing',
  'fc00::1': 'unique local',
  'fd12:3456::1': 'unique local',
  'fe80::1': 'link-local',
  'fe80::1%eth0': 'link-local with a zone',
  'fec0::1': 'site-local',
  '2606:2800:21f:cb07::1%eth0': 'public with a zone',
  '4000::1': 'nobody’s yet',
  'ff02::1': 'multicast',
  '': 'nothing',
  'example.com': 'a name',
};

describe('a request to an address that somebody has registered', () => {
  it('goes to public ones', () => {
    for (const address of publicAddresses)
      expect(isReachable(address, { reach: 'public' }), address).to.equal(true);
  });

  it('goes to loopback only from a provider that is there itself', () => {
    for (const address of loopbackAddresses) {
      expect(isReachable(address, { reach: 'public' }), address).to.equal(false);
      expect(isReachable(address, { reach: 'public and loopback' }), address).to.equal(true);
    }
  });

  for (const [address, meaning] of Object.entries(special)) {
    it(`never goes to ${address || 'the empty address'} (${meaning})`, () => {
      expect(isReachable(address, { reach: 'public' })).to.equal(false);
      expect(isReachable(address, { reach: 'public and loopback' })).to.equal(false);
    });
  }

  it('reaches as far as the issuer is', () => {
    const reaches = ['https://id.example', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000'];
    expect(reaches.map((issuer) => reachOf(new URL(issuer)))).to.deep.equal([
      'public',
      'public and loopback',
      'public and loopback',
      'public and loopback',
    ]);
  });

  it('sees through the ways to write an address that a URL allows', async () => {
    const ways = ['http://2130706433/', 'http://0x7f.1/', 'http://127.1/', 'http://[::ffff:7f00:1]/'];
    for (const way of ways) {
      const { hostname } = new URL(way);
      expect(isLoopbackHost(hostname), way).to.equal(true);
      const addresses = await resolveHost(hostname);
      expect(
        addresses.map((address) => isReachable(address, { reach: 'public' })),
        way,
      ).to.deep.equal([false]);
    }
    expect(await resolveHost('LOCALHOST')).to.deep.equal(['127.0.0.1', '::1']);
  });
});
