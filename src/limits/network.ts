import ipaddr from 'ipaddr.js';

/**
 * The network that an address is in, as people are told where something came from: an IPv4 /24, an IPv6 /48
 * (`203.0.113.0/24`, `2001:db8:1::/48`). Enough to tell one's office from a foreign country, and no more than that. Null
 * for what is no address.
 */
export function networkOf(address: string): string | null {
  const [bare = ''] = address.split('/', 1);
  // The library also takes `203.0.113` for an address, as old programs do.
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return null;
  const parsed = ipaddr.process(bare);
  const bits = parsed.kind() === 'ipv4' ? 24 : 48;
  const network =
    parsed.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${parsed}/${bits}`).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/${bits}`).toRFC5952String();
  return `${network}/${bits}`;
}
