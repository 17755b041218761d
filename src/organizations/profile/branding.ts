import type { VersionedEntry } from '../../environments/registrations.ts';
import type { BrandedOrganization } from './choose-brand.ts';

/** What an organization, or the whole installation, looks like; null for what it leaves to others. */
export interface Branding {
  /** In place of the product's name or the organization's. */
  readonly displayName: string | null;
  /** `#0b5f58`, lower case; stands out from the grounds of the light scheme. */
  readonly colour: string | null;
  /** `https:` or `mailto:`. */
  readonly supportUrl: string | null;
  readonly legalUrl: string | null;
  /** Hash of the logo by which it is served, 32 hex digits. */
  readonly logoHash: string | null;
  /** The same of the stylesheet with the colours. */
  readonly stylesheetHash: string | null;
}

export const noBranding: Branding = {
  displayName: null,
  colour: null,
  supportUrl: null,
  legalUrl: null,
  logoHash: null,
  stylesheetHash: null,
};

/** Whose it is: an organization's, or null for the installation's. */
export type BrandingPlace = string | null;

/** A branding with what is served of it. */
export interface StoredBranding extends Branding {
  /** PNG. */
  readonly logo: Buffer | null;
  readonly stylesheet: string | null;
}

/** What is found for a page. */
export interface FoundBranding {
  readonly branding: Branding;
  /** Of the organization whose it is; null for that of the installation. */
  readonly organization: { readonly name: string } | null;
}

export interface BrandingStore {
  /** Without the bytes of the logo; null where nothing was ever said. */
  find(place: BrandingPlace): Promise<Branding | null>;
  /** Those of the organization and of the installation in one statement. */
  findBoth(whose: BrandedOrganization): Promise<VersionedEntry<readonly FoundBranding[]>>;
  /** The logo and stylesheet of a place, to keep them where a change says nothing of them. */
  findStored(place: BrandingPlace): Promise<StoredBranding | null>;
  save(place: BrandingPlace, branding: StoredBranding, now: Date): Promise<void>;
  logo(hash: string): Promise<Buffer | null>;
  stylesheet(hash: string): Promise<string | null>;
}

/** Where a logo is served. */
export function logoPath(hash: string): string {
  return `/assets/brand/${hash}.png`;
}

/** Where a stylesheet with the colours of a brand is served; it belongs behind the pages' own. */
export function stylesheetPath(hash: string): string {
  return `/assets/brand/${hash}.css`;
}
