/** Does the work and says how long it took, in milliseconds. */
export function timed<Result>(work: () => Result): { readonly result: Result; readonly workedMs: number } {
  const startedAt = performance.now();
  const result = work();
  return { result, workedMs: performance.now() - startedAt };
}
