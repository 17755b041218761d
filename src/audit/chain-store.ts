/** An event as its organization's chain has it. */
export interface ChainedEvent {
  readonly id: string;
  readonly at: Date;
  /** From 1; null for an event that the chain does not hold. */
  readonly position: number | null;
  /** Hex; null where there is none. */
  readonly hash: string | null;
  /** What is hashed behind the hash of the event before. */
  readonly text: string;
  /**
   * `waits`: for the job that chains it. `before`: from before there were chains. `blanked`: its text was erased, of which
   * its hash cannot be computed any more. `erased`: its personal part was, which its text has the digest of. `changed`:
   * the personal part is not the one of that digest. `whole`: none of these.
   */
  readonly state: 'waits' | 'before' | 'blanked' | 'erased' | 'changed' | 'whole';
  /** What an event of an erased person says of those whose text was blanked with them; null for all others. */
  readonly blanked: readonly BlankedEvent[] | null;
}

/** An event of which the position and the hash are left. */
export interface BlankedEvent {
  readonly position: number;
  /** Hex. */
  readonly hash: string;
}

/** Where a chain ends, as it is kept apart from the events. */
export interface ChainEnd {
  readonly position: number;
  /** Hex; empty for a chain without events. */
  readonly hash: string;
}

export interface ChainStore {
  /** Everyone who has a chain or could have one; the slug is null where only the chain is left. */
  organizations(): Promise<readonly { readonly id: string; readonly slug: string | null }[]>;
  /**
   * Chains events that wait for it, of all organizations, in a transaction of its own; on several servers at once each
   * chain is extended by one of them.
   * @param most how many at most
   * @returns how many were chained: fewer than `most` when none waits any more, or another server is at them
   */
  extend(most: number): Promise<number>;
  /** How many events of an organization are not chained yet. */
  waiting(organizationId: string): Promise<number>;
  end(organizationId: string): Promise<ChainEnd | null>;
  /**
   * Events of an organization behind `afterId` in the order of their ids, in the chain or not.
   * @param page.standingAt their text as if they all stood at this position; null for that of their own
   */
  events(
    organizationId: string,
    page: { readonly afterId: string; readonly limit: number; readonly standingAt: number | null },
  ): Promise<readonly ChainedEvent[]>;
  /** The event at a position. */
  eventAt(organizationId: string, position: number): Promise<ChainedEvent | null>;
  /** The oldest event of any chain; whatever has no chain before it is from before there were chains. */
  firstChainedId(): Promise<string | null>;
  /** The first event behind the end of the chain, as both are now. */
  firstBeyondEnd(organizationId: string): Promise<{ readonly id: string; readonly position: number } | null>;
}
