/** What a thread of `bench/hash.ts` is told to do. `memoryCost` in KiB. */
export interface HashTask {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly times: number;
}
