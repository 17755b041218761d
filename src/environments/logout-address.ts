import { isReachable, type Outbound } from '../outbound/outbound-address.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { ClientMetadata } from './store.ts';

/** What is to be said about where a client wants to be told of sign-outs. */
export interface LogoutAddressFinding {
  /** `refuse`: nothing would ever be delivered there; `tell`: nothing would be at present. */
  readonly so: 'refuse' | 'tell';
  readonly problem: string;
}

/** Looks a back-channel address up, as its deliveries will. It asks name servers, so it belongs before a transaction. */
export async function checkLogoutAddress(
  { backchannel_logout_uri: uri }: ClientMetadata,
  outbound: Outbound,
): Promise<LogoutAddressFinding | null> {
  const url = typeof uri === 'string' ? URL.parse(uri) : null;
  if (url === null) return null;
  const addresses = await outbound.resolve(url.hostname);
  if (addresses.length === 0)
    return { so: 'tell', problem: `names ${url.hostname}, which does not resolve at present` };
  const unreachable = addresses.find((address) => !isReachable(address, outbound));
  if (unreachable === undefined) return null;
  const problem = `can never be reached: ${unreachable} is neither a public address nor in a network of privateNetworks`;
  return { so: 'refuse', problem };
}

/** @throws Refusal `invalid_document` for one that can never be reached */
export async function requireLogoutAddress(metadata: ClientMetadata, outbound: Outbound): Promise<void> {
  const finding = await checkLogoutAddress(metadata, outbound);
  if (finding?.so !== 'refuse') return;
  const line = `backchannel_logout_uri: ${finding.problem}`;
  throw new Refusal('invalid_document', { list: [line], reason: line });
}
