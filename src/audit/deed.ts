import type { Actor } from './event.ts';

/** Who does something, and the instant of the request. */
export interface Deed {
  readonly actor: Actor;
  readonly now: Date;
}
