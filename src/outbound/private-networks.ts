import ipaddr from 'ipaddr.js';

/** What an intranet has its addresses in. @see RFC 1918, RFC 6598, RFC 4193 */
export const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
] as const;

/** Where clouds answer whoever asks with the keys of the machine, in ranges that are private or public ones otherwise. */
const metadataAddresses: readonly string[] = [
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fd00:42::42',
  'fd00:c1::a9fe:a9fe',
];

/** Nobody has reason to be told about a sign-out there. */
export function isMetadataAddress(address: string): boolean {
  return metadataAddresses.includes(ipaddr.process(address).toString());
}

/**
 * Whether a setting names a network of an intranet: one that lies wholly in a private range. Loopback and link-local
 * addresses, which are those of metadata services, are in none.
 */
export function isPrivateNetwork(text: string): boolean {
  const network = networkOf(text);
  return network !== null && privateRanges.some((range) => isWithin(network, ipaddr.parseCIDR(range)));
}

/** Whether an address is in one of the networks, and no metadata service. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  if (isMetadataAddress(address)) return false;
  return networks.some((text) => {
    const network = networkOf(text);
    return network !== null && isPrivateNetwork(text) && isWithin([parsed, bitsOf(parsed)], network);
  });
}

/** A host of the local network: a private address, a name of one label, or one below a name that no public zone has. */
export function isLocalHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (ipaddr.isValid(bare)) return isInNetworks(bare, privateRanges);
  return /^[a-z\d-]+$/.test(bare) || /\.(?:local|lan|home|internal|intranet|home\.arpa)$/.test(bare);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [address: Address, bits: number];

function networkOf(text: string): Network | null {
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : null;
}

function isWithin([inner, innerBits]: Network, [outer, outerBits]: Network): boolean {
  return inner.kind() === outer.kind() && innerBits >= outerBits && inner.match(outer, outerBits);
}

function bitsOf(address: Address): number {
  return address.kind() === 'ipv4' ? 32 : 128;
}
