import type { Product } from '../../config/product.ts';
import { harmlessName } from '../../documents/display-name.ts';
import { type Branding, logoPath, stylesheetPath } from '../../organizations/profile/branding.ts';
import type { Words } from '../words/language.ts';
import { type StandingLink, standingLinks } from './standing.ts';

/** What a page shows of whose it is. */
export interface BrandView {
  /** In place of what the product is called, where the brand has a name. */
  readonly product: string;
  /** Null: the mark of the product. */
  readonly logoPath: string | null;
  /** Comes behind the pages' own stylesheet; null for none. */
  readonly brandStylesheetPath: string | null;
  readonly standing: readonly StandingLink[];
}

/** A brand over what is configured: its help in place of the product's, its legal notice in place of that; privacy stays. */
export function brandView(words: Words, product: Product, brand: Branding): BrandView {
  const { displayName, logoHash, stylesheetHash, supportUrl, legalUrl } = brand;
  const help = supportUrl === null ? {} : { supportUrl, supportEmail: null };
  const legal = legalUrl === null ? {} : { imprintUrl: legalUrl };
  return {
    product: displayName === null ? product.name : harmlessName(displayName),
    logoPath: logoHash === null ? null : logoPath(logoHash),
    brandStylesheetPath: stylesheetHash === null ? null : stylesheetPath(stylesheetHash),
    standing: standingLinks(words, { ...product, ...help, ...legal }),
  };
}
