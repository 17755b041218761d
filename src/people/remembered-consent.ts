import { accountScope, adminScope, machineScope } from '../environments/client-terms.ts';
import type { ClientMetadata } from '../environments/store.ts';
import { mappedAttributes } from './attributes.ts';

/** What somebody is asked to let an application have. */
export interface ConsentTerms {
  /** Of OpenID Connect. */
  readonly scopes: readonly string[];
  /** Asked for by their names, and attributes that come along with `profile` by the names they are kept under. */
  readonly claims: readonly string[];
  /** Scopes of resource servers, by their URI. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
}

/** What a person has read and agreed to, whichever sessions there are. */
export interface RememberedConsent {
  readonly clientId: string;
  readonly terms: ConsentTerms;
  readonly agreedAt: Date;
  /** From then on they are asked again. */
  readonly expiresAt: Date;
}

export interface ConsentStore {
  /** One that has not expired. */
  find(userId: string, clientId: string, now: Date): Promise<RememberedConsent | null>;
  /** Those of a person that have not expired, by the ids of their clients. */
  ofUser(userId: string, now: Date): Promise<readonly RememberedConsent[]>;
  /** In place of any before; nothing where the person or the client is gone. */
  save(userId: string, consent: RememberedConsent): Promise<void>;
}

/** A person is asked again after a year. */
const rememberedMs = 365 * 24 * 60 * 60 * 1000;

/** Each time somebody asks for these they are read again: they change something, or outlive the session. */
const neverRemembered: ReadonlySet<string> = new Set([
  accountScope,
  adminScope,
  machineScope,
  'offline_access',
]);

/** With what a client's `claim_mapping` makes of `profile`: more than everybody has, and more than before once it grows. */
export function withAttributes(
  terms: ConsentTerms,
  { claim_mapping: mapping }: ClientMetadata,
): ConsentTerms {
  const attributes = mappedAttributes({ scopes: new Set(terms.scopes), mapping });
  return { ...terms, claims: union(terms.claims, attributes) };
}

/** A native application can be impersonated, by whoever has its redirect URI. @see RFC 8252 section 8.6 */
export function isRememberedFor({
  firstParty,
  metadata,
}: {
  readonly firstParty: boolean;
  readonly metadata: ClientMetadata;
}): boolean {
  return !firstParty && metadata.application_type !== 'native';
}

/** Whether all that is asked was agreed to. */
export function covers({ terms }: Pick<RememberedConsent, 'terms'>, asked: ConsentTerms): boolean {
  return (
    includesAll(terms.scopes, asked.scopes) &&
    includesAll(terms.claims, asked.claims) &&
    Object.entries(asked.resources).every(([uri, scopes]) => includesAll(terms.resources[uri] ?? [], scopes))
  );
}

/**
 * What is remembered once somebody has agreed to something. A page may have listed only what was new: then what was
 * remembered before goes on, and ends when it would have.
 */
export function consentAfter(
  before: RememberedConsent | null,
  { clientId, terms: agreed }: Pick<RememberedConsent, 'clientId' | 'terms'>,
  now: Date,
): RememberedConsent {
  const terms = together(before?.terms ?? nothing, withoutNever(agreed));
  const anew = { clientId, terms, agreedAt: now, expiresAt: new Date(now.getTime() + rememberedMs) };
  const isReadWhole = before === null || covers({ terms: agreed }, before.terms);
  return isReadWhole ? anew : { ...before, terms };
}

const nothing: ConsentTerms = { scopes: [], claims: [], resources: {} };

function withoutNever({ scopes, claims, resources }: ConsentTerms): ConsentTerms {
  const kept = (names: readonly string[]) => names.filter((name) => !neverRemembered.has(name));
  const entries = Object.entries(resources).map(([uri, names]) => [uri, kept(names)] as const);
  return { scopes: kept(scopes), claims, resources: Object.fromEntries(entries) };
}

function together(one: ConsentTerms, other: ConsentTerms): ConsentTerms {
  const uris = [...Object.keys(one.resources), ...Object.keys(other.resources)];
  const resources = uris.map(
    (uri) => [uri, union(one.resources[uri] ?? [], other.resources[uri] ?? [])] as const,
  );
  return {
    scopes: union(one.scopes, other.scopes),
    claims: union(one.claims, other.claims),
    resources: Object.fromEntries(resources),
  };
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}

function includesAll(all: readonly string[], some: readonly string[]): boolean {
  return some.every((each) => all.includes(each));
}
