/** How much of one kind of work goes on at once. */
export interface ConcurrencyLimits {
  readonly atOnce: number;
  /** What takes longer gives its place to others and goes on aside. */
  readonly asideAfterMs: number;
  /** Places and aside together. */
  readonly most: number;
}

/** Work that goes on side by side, within limits; one that hangs keeps nobody waiting. */
export interface ConcurrencyLimit {
  /** How many more may begin now. */
  room(): number;
  isIdle(): boolean;
  /** @param work must not reject */
  begin(work: () => Promise<void>): void;
  /** Resolves when something ends or moves aside, or `poke` is called. */
  change(): Promise<void>;
  poke(): void;
}

export function createConcurrencyLimit({ atOnce, asideAfterMs, most }: ConcurrencyLimits): ConcurrencyLimit {
  const aside = new Set<Promise<void>>();
  const running = new Set<Promise<void>>();
  let changed = Promise.withResolvers<void>();
  const poke = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  return {
    room: () => Math.min(atOnce - (running.size - aside.size), most - running.size),
    isIdle: () => running.size === 0,
    begin(work) {
      const run = work();
      running.add(run);
      const moveAside = setTimeout(() => {
        aside.add(run);
        poke();
      }, asideAfterMs);
      void run.finally(() => {
        clearTimeout(moveAside);
        aside.delete(run);
        running.delete(run);
        poke();
      });
    },
    change: () => changed.promise,
    poke,
  };
}
