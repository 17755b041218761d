/** What is wrong with a chain: each is said of the first position that is not as it was written. */
export type ChainFault =
  /** The event was changed, its personal part or its hash; or its text is gone, and no event says that it was erased. */
  | { readonly kind: 'changed'; readonly position: number; readonly eventId: string }
  /** Another event of this chain belongs here. */
  | { readonly kind: 'reordered'; readonly position: number; readonly eventId: string }
  /** No event is here, though there are later ones. */
  | { readonly kind: 'missing'; readonly position: number }
  /** No event is here, nor later, though the chain has been longer. */
  | { readonly kind: 'cut_off'; readonly position: number }
  /** A second event at a position, one as if from before there were chains (no position), or one behind its end. */
  | { readonly kind: 'inserted'; readonly position: number | null; readonly eventId: string }
  /** All events are in order, but the end that is kept apart from them is gone or another. */
  | { readonly kind: 'end_changed'; readonly position: number };

/** What came of recomputing a chain. */
export type ChainReport =
  | {
      readonly ok: true;
      readonly count: number;
      /** Hash of the newest event, hex; who keeps it elsewhere can tell a chain that was written anew. */
      readonly head: string;
      /** The first event that claims to be from long before one that was written earlier. */
      readonly datedBack: { readonly position: number; readonly eventId: string } | null;
      /** How many events are written but not chained yet; a job chains them within 10 seconds. */
      readonly waiting: number;
      /** Of how many events the personal part was erased with a person. */
      readonly erased: number;
    }
  | { readonly ok: false; readonly fault: ChainFault };
