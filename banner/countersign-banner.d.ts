/** The claim `organization`, as far as it is read here. */
export type OrganizationClaim = Readonly<
  Record<string, { readonly mfa?: { readonly by?: string | null; readonly deadline?: string | null } }>
>;

export interface Banner {
  /** Its slug, by which the claim names it. */
  readonly organization: string;
  /** ISO 8601. */
  readonly deadline: string;
  /** Begun days count. */
  readonly daysLeft: number;
  /** Where the person sets it up. */
  readonly setUpUrl: string;
}

/**
 * Which organization asks a person for two-step sign-in from when: the nearest deadline ahead that this session has not
 * met already. Nothing is fetched.
 * @param claim `organization`, from the ID token or userinfo
 * @param at.issuer of Countersign
 * @param at.now epoch milliseconds; default now
 * @returns null for none: no banner
 */
export function bannerOf(
  claim: OrganizationClaim | null | undefined,
  at: { readonly issuer: string; readonly now?: number },
): Banner | null;
