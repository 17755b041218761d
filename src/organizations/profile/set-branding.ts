import { createHash } from 'node:crypto';
import type { Deed } from '../../audit/deed.ts';
import type { Operations } from '../../operations/operations.ts';
import type { Stores } from '../../stores.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import { brandColoursOf, brandStylesheet } from './brand-colours.ts';
import { redrawLogo } from './brand-logo.ts';
import { type Branding, type BrandingPlace, noBranding, type StoredBranding } from './branding.ts';

/** How something is to look from now on. What is null is left to the installation, or to what it is called. */
export interface WantedBranding extends Pick<Branding, 'displayName' | 'colour' | 'supportUrl' | 'legalUrl'> {
  /** As it was sent: PNG, JPEG or WebP. Null: none. Undefined: the one that there is. */
  readonly logo: Buffer | null | undefined;
}

/**
 * Sets how an organization, or the installation (null), looks.
 * @throws Refusal `not_found`, `colour_contrast` for a colour that texts would not stand out in, `logo_not_usable`
 */
export async function setBranding(
  { db }: Pick<Operations, 'db'>,
  { actor, now }: Deed,
  { place, wanted }: { readonly place: BrandingPlace; readonly wanted: WantedBranding },
): Promise<Branding> {
  const { logo: sent, ...said } = wanted;
  const styled = { ...said, ...styleOf(said.colour) };
  // Before the transaction, which must not wait for it.
  const drawn = sent === undefined || sent === null ? sent : await redrawLogo(sent);
  return db.transaction(async (stores) => {
    await lockPlace(stores, place);
    const before = await stores.brandings.findStored(place);
    const logo = drawn === undefined ? (before?.logo ?? null) : drawn;
    const after = { ...styled, logo, logoHash: logo === null ? null : hashOf(logo) };
    const changed = changedBetween(before ?? noBranding, after);
    if (changed.length === 0) return after;
    await stores.brandings.save(place, after, now);
    const organization = place === null ? {} : { organizationId: place };
    await stores.audit.record({ type: 'branding.changed', actor, ...organization, detail: { changed } }, now);
    return after;
  });
}

/** The installation has no row that everybody locks: who saves last has the last word. */
async function lockPlace({ organizations }: Stores, place: BrandingPlace): Promise<void> {
  if (place !== null) await lockOrganization({ organizations }, place);
}

function styleOf(colour: string | null): Pick<StoredBranding, 'stylesheet' | 'stylesheetHash'> {
  if (colour === null) return { stylesheet: null, stylesheetHash: null };
  const stylesheet = brandStylesheet(brandColoursOf(colour));
  return { stylesheet, stylesheetHash: hashOf(stylesheet) };
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** The log says which, not what: a picture is no word, and a name of before may be somebody's. */
function changedBetween(before: Branding, after: Branding): readonly (keyof Branding)[] {
  const fields = ['displayName', 'colour', 'supportUrl', 'legalUrl', 'logoHash', 'stylesheetHash'] as const;
  return fields.filter((field) => before[field] !== after[field]);
}
