import type { Actor } from './event.ts';

/** Who does something, and when. */
export interface Deed {
  readonly actor: Actor;
  /** The instant of the request. */
  readonly now: Date;
}
