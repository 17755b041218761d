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
