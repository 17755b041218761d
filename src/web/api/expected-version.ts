import { Misfit } from './problem.ts';

/**
 * The version that `If-Match` names; null where any will do.
 * @throws Misfit 422 for something that is no ETag of ours
 */
export function expectedVersion(ifMatch: string | null): number | null {
  if (ifMatch === null || ifMatch === '*') return null;
  const version = Number(ifMatch);
  if (Number.isInteger(version)) return version;
  throw new Misfit(422, [{ path: '/If-Match', problem: 'is not an ETag of this resource' }]);
}
