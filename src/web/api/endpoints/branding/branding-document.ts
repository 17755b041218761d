import { z } from 'zod';
import { displayName } from '../../../../documents/fields.ts';
import { brandColoursOf } from '../../../../organizations/profile/brand-colours.ts';
import { longestLogo } from '../../../../organizations/profile/brand-logo.ts';
import { type Branding, logoPath, stylesheetPath } from '../../../../organizations/profile/branding.ts';
import type { WantedBranding } from '../../../../organizations/profile/set-branding.ts';
import type { WebDeps } from '../../../http/context.ts';

/** Base64 of the longest logo, with room for what rounds it up. */
const longestText = Math.ceil(longestLogo / 3) * 4 + 4;

const link = z
  .string()
  .max(500)
  .refine(isLink, 'must be an address that begins with https:// or mailto:')
  .meta({ format: 'uri' });

export const brandingBody = z
  .strictObject({
    display_name: displayName.nullable().default(null),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'must be six hexadecimal digits after #')
      .transform((text) => text.toLowerCase())
      .nullable()
      .default(null),
    support_url: link.nullable().default(null),
    legal_url: link.nullable().default(null),
    logo: z
      .base64()
      .max(longestText)
      .nullable()
      .describe('a PNG, JPEG or WebP; null for none; absent: the one that there is')
      .optional(),
  })
  .meta({ id: 'BrandingChange' });

const scheme = z
  .object({ lead: z.string(), lead_strong: z.string(), on_lead: z.string() })
  .meta({ id: 'SchemeColours' });

export const brandingAnswer = z
  .object({
    display_name: z.string().nullable(),
    colour: z.string().nullable(),
    /** Of links and buttons, as pages show them. */
    colours: z.object({ light: scheme, dark: scheme }).meta({ id: 'BrandColours' }).nullable(),
    support_url: z.string().nullable(),
    legal_url: z.string().nullable(),
    logo_url: z.string().nullable(),
    stylesheet_url: z.string().nullable(),
  })
  .meta({ id: 'Branding' });

/** What a body asks for. */
export function wantedOf({
  display_name,
  colour,
  support_url,
  legal_url,
  logo,
}: z.output<typeof brandingBody>): WantedBranding {
  const bytes = typeof logo === 'string' ? Buffer.from(logo, 'base64') : logo;
  return { displayName: display_name, colour, supportUrl: support_url, legalUrl: legal_url, logo: bytes };
}

/** How a branding looks in answers. */
export function documentOf({ issuer }: WebDeps, branding: Branding) {
  const { displayName: name, colour, supportUrl, legalUrl, logoHash, stylesheetHash } = branding;
  const at = (path: string | null) => (path === null ? null : new URL(path, issuer).href);
  return {
    display_name: name,
    colour,
    colours: colour === null ? null : coloursOf(colour),
    support_url: supportUrl,
    legal_url: legalUrl,
    logo_url: at(logoHash === null ? null : logoPath(logoHash)),
    stylesheet_url: at(stylesheetHash === null ? null : stylesheetPath(stylesheetHash)),
  };
}

function coloursOf(colour: string) {
  const { light, dark } = brandColoursOf(colour);
  const inSnakeCase = ({ lead, leadStrong, onLead }: typeof light) => ({
    lead,
    lead_strong: leadStrong,
    on_lead: onLead,
  });
  return { light: inSnakeCase(light), dark: inSnakeCase(dark) };
}

/** Pages put it behind a link; anything that a browser would run or open by itself is none. */
function isLink(text: string): boolean {
  if (!URL.canParse(text) || /[\s\p{C}]/u.test(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  if (protocol === 'mailto:') return /^mailto:[^@?]+@[^@?]+(?:\?|$)/i.test(text);
  return protocol === 'https:' && hostname !== '' && username === '';
}
