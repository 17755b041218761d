import { expect } from 'chai';
import { loadConfig } from '../../src/config/config.ts';
import { isReachable } from '../../src/outbound/outbound-address.ts';
import { NotDelivered, postForm } from '../../src/outbound/post-form.ts';
import { isLocalHost, privateRanges } from '../../src/outbound/private-networks.ts';

const privateNetworks = ['10.20.0.0/16', '192.168.7.9/32', 'fd12:3456::/32'];

describe('a private network that a setting names', () => {
  it('is reached, and none beside it', () => {
    const answers = (addresses: readonly string[]) =>
      addresses.map((address) => isReachable(address, { reach: 'public', privateNetworks }));
    const within = [
      '10.20.0.1',
      '10.20.255.255',
      '::ffff:10.20.0.1',
      '192.168.7.9',
      'fd12:3456::1',
      '8.8.8.8',
    ];
    expect(answers(within)).to.deep.equal(within.map(() => true));
    const beside = [
      '10.21.0.1',
      '192.168.7.8',
      '172.16.0.1',
      'fd12:3457::1',
      '64:ff9b::a14:1',
      '127.0.0.1',
      '::1',
    ];
    expect(answers(beside)).to.deep.equal(beside.map(() => false));
  });

  it('holds nothing link-local and no metadata service, whatever is listed', () => {
    const everything = ['0.0.0.0/0', '::/0', '169.254.0.0/16', 'fe80::/10', '127.0.0.0/8', ...privateRanges];
    const never = [
      ...['169.254.169.254', '169.254.1.1', '::ffff:169.254.169.254', 'fe80::1', 'fe80::a9fe:a9fe%eth0'],
      ...[
        '100.100.100.200',
        'fd00:ec2::254',
        'fd20:ce::254',
        'fd00:c1::a9fe:a9fe',
        '168.63.129.16',
        '::ffff:168.63.129.16',
        'fd00:ec2::254%eth0',
        '127.0.0.1',
        '0.0.0.0',
        '224.0.0.1',
        '192.0.0.192',
      ],
    ];
    for (const address of never)
      expect(isReachable(address, { reach: 'public', privateNetworks: everything }), address).to.equal(false);
    expect(isReachable('100.64.0.1', { reach: 'public', privateNetworks: everything })).to.equal(true);
  });

  it('is refused at the start where it is no network of an intranet', () => {
    const load = (networks: string) =>
      loadConfig({ COUNTERSIGN_CONFIG: 'own.yaml' }, () => `privateNetworks: [${networks}]`);
    const right = load('10.0.0.0/8, 192.168.7.0/24, "fd12:3456::/32", 100.64.0.0/10');
    expect(right.ok && right.config.privateNetworks).to.have.length(4);
    const wrong = [
      '0.0.0.0/0',
      '169.254.0.0/16',
      '"fe80::/10"',
      '127.0.0.0/8',
      '"::/0"',
      '8.8.8.0/24',
      '10.0.0.0/7',
    ];
    for (const network of [...wrong, '10.0.0.1', 'intranet', '10.0.0.0/33', '12']) {
      const result = load(network);
      expect(result.ok ? [] : result.problems.map(({ name }) => name), network).to.deep.equal([
        'privateNetworks.0',
      ]);
    }
  });

  it('is not reached by a name that has one address elsewhere, too', async () => {
    const outbound = {
      reach: 'public',
      privateNetworks,
      resolve: async () => ['10.20.0.1', '169.254.169.254'],
    } as const;
    const posting = postForm(new URL('https://app.internal/logout'), {}, outbound);
    const error = await posting.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(NotDelivered).with.property('message').that.includes('privateNetworks');
  });
});

describe('the local network', () => {
  it('is private addresses, names of one label and those that no public zone has', () => {
    const local = [
      '10.0.0.1',
      '192.168.1.20',
      '[fd12::1]',
      'nas',
      'nas.local',
      'pad.home.arpa',
      'x.internal',
    ];
    const elsewhere = [
      '8.8.8.8',
      '169.254.1.1',
      'nas.example',
      'local.example',
      '[2a00::1]',
      'evil-local.com',
    ];
    expect(local.map(isLocalHost)).to.deep.equal(local.map(() => true));
    expect(elsewhere.map(isLocalHost)).to.deep.equal(elsewhere.map(() => false));
  });
});
