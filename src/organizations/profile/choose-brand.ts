import { type Branding, noBranding } from './branding.ts';

/** Which organizations a page has to do with, as far as is known before anybody has signed in. */
export interface BrandQuestion {
  /** Id of the one that the client is registered with; null for none. */
  readonly clientOrganization: string | null;
  /** Slug that the request is narrowed to; null for none. What travels through the browser chooses a picture, and no rule. */
  readonly narrowedTo: string | null;
}

/** By what an organization is found; null: the page is the installation's. */
export type BrandedOrganization = { readonly id: string } | { readonly slug: string } | null;

/** Whose brand a page shows: the client's organization, else the one the request is narrowed to. */
export function brandedBy({ clientOrganization, narrowedTo }: BrandQuestion): BrandedOrganization {
  if (clientOrganization !== null) return { id: clientOrganization };
  return narrowedTo === null ? null : { slug: narrowedTo };
}

/**
 * The brand of a page, of what its organization and the installation have said. Name and logo go together, lest one's logo
 * stands beside another's name; colour and links fall back each by itself.
 * @param own null where the organization has said nothing, or the page is nobody's
 */
export function brandOf(own: Branding | null, instance: Branding | null): Branding {
  const [first, then] = [own ?? noBranding, instance ?? noBranding];
  const named = first.displayName === null && first.logoHash === null ? then : first;
  const coloured = first.colour === null ? then : first;
  return {
    displayName: named.displayName,
    logoHash: named.logoHash,
    colour: coloured.colour,
    stylesheetHash: coloured.stylesheetHash,
    supportUrl: first.supportUrl ?? then.supportUrl,
    legalUrl: first.legalUrl ?? then.legalUrl,
  };
}
