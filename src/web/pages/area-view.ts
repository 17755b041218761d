import type { Notice } from '../../people/page-memory.ts';
import type { Instant } from '../../policy/facts.ts';

/** What stands around the content of a page of an area. */
export interface AreaView {
  readonly kind: 'account' | 'console' | 'operator';
  /** In which times of the area are told; said once a page: a console's is that of its organization. */
  readonly timeZone: string;
  readonly now: Instant;
  readonly person: { readonly name: string; readonly email: string; readonly initials: string };
  /** The organizations that the person administers (D18); the one whose console this is is the current one. */
  readonly consoles: readonly ConsoleLink[];
  /** Whether the person is an operator, and so finds the way to that area. */
  readonly isOperator: boolean;
  readonly tabs: readonly TabLink[];
  /** What was done, said once. */
  readonly notice: Notice | null;
  /** Organizations that ask for a factor which the person has not set up (T6); the earliest first. */
  readonly banner: readonly BannerLine[];
  /** When the second factor of this session was proven, if that is fresh enough for any change, and until when it is. */
  readonly fresh: { readonly at: Instant; readonly until: Instant } | null;
  /** Of a console that an operator reads as support: whose it is, until when, and where it is ended; else null. */
  readonly support: { readonly organization: string; readonly until: Instant; readonly href: string } | null;
  /** Whether the person has a factor, so that they are asked for it where something is loosened. */
  readonly hasFactor: boolean;
}

export interface TabLink {
  readonly tab: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

export interface ConsoleLink {
  readonly organization: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

export interface BannerLine {
  readonly organization: string;
  readonly requiredFrom: Instant | null;
  readonly timeZone: string;
}
