import type { Deed } from '../../audit/deed.ts';
import { type BrandColours, brandColoursOf } from '../../organizations/profile/brand-colours.ts';
import {
  type Branding,
  type BrandingPlace,
  logoPath,
  noBranding,
} from '../../organizations/profile/branding.ts';
import { setBranding, type WantedBranding } from '../../organizations/profile/set-branding.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { brandingBody, wantedOf } from '../api/endpoints/branding/branding-document.ts';
import type { Done, Visit } from '../areas/area-page.ts';
import { about, FieldRefused } from '../areas/field-refused.ts';
import type { Form } from '../forms/form.ts';

/** What the form of a brand shows, an organization's or the installation's. */
export interface BrandForm {
  /** As it is typed, else as it is. */
  readonly typed: BrandFields;
  /** Of the logo that there is; null for none. */
  readonly logo: string | null;
  /** What a page would look like; null where the colour is the one that everybody has. */
  readonly colours: BrandColours | null;
  /** Whether what is shown is not saved yet. */
  readonly isPreview: boolean;
}

export interface BrandFields {
  readonly display_name: string;
  readonly colour: string;
  readonly support_url: string;
  readonly legal_url: string;
}

export const brandActions = ['continue', 'preview'] as const;

export async function brandForm({ deps, form }: Visit, place: BrandingPlace): Promise<BrandForm> {
  const branding = (await deps.operations.db.brandings.find(place)) ?? noBranding;
  const isTyped = form.display_name !== undefined;
  const typed = isTyped ? typedIn(form) : fieldsOf(branding);
  // A colour that is refused is shown nowhere, and none is that of the product.
  const isPreview = isTyped && (typed.colour === '' || coloursOf(typed.colour) !== null);
  return {
    typed,
    logo: branding.logoHash === null ? null : logoPath(branding.logoHash),
    colours: coloursOf(isPreview ? typed.colour : (branding.colour ?? '')),
    isPreview,
  };
}

/** Saves it, or shows it without. A file is not kept meanwhile: it is chosen again. */
export async function submitBrand(
  visit: Visit,
  deed: Deed,
  { place, to, saved }: { readonly place: BrandingPlace; readonly to: string; readonly saved: string },
): Promise<Done> {
  const { deps, form } = visit;
  const wanted = wantedIn(visit);
  if (form.action === 'preview') {
    await about({ colour_contrast: 'colour' }, async () => coloursIn(wanted));
    return { to, keep: Object.fromEntries(Object.entries(typedIn(form))) };
  }
  await about({ colour_contrast: 'colour', logo_not_usable: 'logo', name_not_allowed: 'display_name' }, () =>
    setBranding(deps.operations, deed, { place, wanted }),
  );
  return { to, notice: { key: saved, values: {} } };
}

function coloursIn({ colour }: WantedBranding): BrandColours | null {
  return colour === null ? null : brandColoursOf(colour);
}

/** Null for none, and for one that cannot be shown: the form says why. */
function coloursOf(colour: string): BrandColours | null {
  try {
    return /^#[0-9a-f]{6}$/i.test(colour) ? brandColoursOf(colour.toLowerCase()) : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function fieldsOf({ displayName, colour, supportUrl, legalUrl }: Branding): BrandFields {
  return {
    display_name: displayName ?? '',
    colour: colour ?? '',
    support_url: supportUrl ?? '',
    legal_url: legalUrl ?? '',
  };
}

function typedIn(form: Form): BrandFields {
  const of = (name: keyof BrandFields) => (form[name] ?? '').trim();
  return {
    display_name: of('display_name'),
    colour: of('colour'),
    support_url: of('support_url'),
    legal_url: of('legal_url'),
  };
}

/** By the schema of the API. @throws FieldRefused `invalid_request`, `name_not_allowed` */
function wantedIn({ form, ctx }: Visit): WantedBranding {
  const typed = Object.entries(typedIn(form)).map(([name, value]) => [name, value === '' ? null : value]);
  const read = brandingBody.safeParse(Object.fromEntries(typed));
  if (!read.success) {
    const field = String(read.error.issues[0]?.path[0] ?? 'display_name');
    throw new FieldRefused(field, field === 'display_name' ? 'name_not_allowed' : 'invalid_request');
  }
  const logo = form.remove_logo === undefined ? ctx.state.upload : null;
  return { ...wantedOf(read.data), logo };
}
