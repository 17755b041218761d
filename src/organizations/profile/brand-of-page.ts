import { type Registrations, rememberRegistered } from '../../environments/registrations.ts';
import type { Branding, BrandingStore, FoundBranding } from './branding.ts';
import { type BrandedOrganization, type BrandQuestion, brandedBy, brandOf } from './choose-brand.ts';

export type BrandOfPage = (asked: BrandQuestion) => Promise<Branding>;

/** What pages look like. One statement at the most; nobody has to be signed in. */
export function createBrandOfPage(
  brandings: Pick<BrandingStore, 'findBoth'>,
  registrations: Registrations,
): BrandOfPage {
  const memory = rememberRegistered<readonly FoundBranding[]>(registrations);
  const read = async (whose: BrandedOrganization) => {
    const entry = await brandings.findBoth(whose);
    memory.remember(JSON.stringify(whose), entry);
    return entry.value;
  };
  return async (asked) => {
    const whose = brandedBy(asked);
    return brandFrom(memory.find(JSON.stringify(whose)) ?? (await read(whose)), asked);
  };
}

function brandFrom(found: readonly FoundBranding[], asked: BrandQuestion): Branding {
  const own = found.find(({ organization }) => organization !== null);
  const instance = found.find(({ organization }) => organization === null);
  const shown = own === undefined ? null : withName(own);
  const linked = shown && asked.clientOrganization === null ? withoutLinks(shown) : shown;
  return brandOf(linked, instance?.branding ?? null);
}

/** A logo is not shown without a name: by default the organization's. */
function withName({ branding, organization }: FoundBranding): Branding {
  if (branding.logoHash === null || branding.displayName !== null) return branding;
  return { ...branding, displayName: organization?.name ?? null };
}

/**
 * Anybody can send a link that is narrowed to an organization of theirs: it chooses a picture, and nowhere to go from a page on
 * which people type their password.
 */
function withoutLinks(branding: Branding): Branding {
  return { ...branding, supportUrl: null, legalUrl: null };
}
