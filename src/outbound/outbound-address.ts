import { Resolver } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { isInNetworks, isMetadataAddress } from './private-networks.ts';

/** Where requests of ours may go that others have named the address of. */
export type Reach = 'public' | 'public and loopback';

/** Where logouts may be delivered; nothing else that is fetched goes beyond public addresses. */
export interface Outbound {
  readonly reach: Reach;
  /** Networks of an intranet that may be reached too, as `10.0.0.0/8`; default none. */
  readonly privateNetworks?: readonly string[];
  readonly resolve: ResolveHost;
}

/** Addresses of a host name; empty where there are none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** IPv6 that is routed on the Internet (RFC 4291 section 2.4); what lies outside embeds or stands for something else. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * Whether a request may be sent to this address. Never to a private one that no setting names, nor to a link-local or
 * otherwise special one, nor to where a cloud tells the keys of the machine: whoever registers an application could have
 * us knock at doors behind the firewall.
 * @see RFC 6890; OpenID Connect Back-Channel Logout 1.0 section 4
 */
export function isReachable(
  address: string,
  { reach, privateNetworks = [] }: Pick<Outbound, 'reach' | 'privateNetworks'>,
): boolean {
  if (!ipaddr.isValid(address) || address.includes('%') || isMetadataAddress(address)) return false;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range === 'loopback') return reach === 'public and loopback';
  if (isInNetworks(address, privateNetworks)) return true;
  return range === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(globalUnicast));
}

/** A provider on a developer's machine has its applications there too. */
export function reachOf(issuer: URL): Reach {
  return isLoopbackHost(issuer.hostname) ? 'public and loopback' : 'public';
}

/** @param host as a URL spells it: IPv4 in full, IPv6 in brackets. */
export function isLoopbackHost(host: string): boolean {
  const bare = bareHost(host);
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback';
}

/**
 * Asks the name servers, without the threads that the system's own look-up takes: a few that do not answer would hold up
 * whatever else needs a thread. Names of the hosts file are private ones; of them only `localhost` is known here.
 */
export const resolveHost: ResolveHost = async (host) => {
  const bare = bareHost(host);
  if (ipaddr.isValid(bare)) return [bare];
  if (isLoopbackHost(bare)) return ['127.0.0.1', '::1'];
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(bare), resolver.resolve6(bare)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
};

/** Where the logouts of a provider may be delivered. @param privateNetworks as `10.0.0.0/8` */
export function outboundOf(issuer: URL, privateNetworks: readonly string[] = []): Outbound {
  return { reach: reachOf(issuer), privateNetworks, resolve: resolveHost };
}

function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}
