import { type Operation, operationsOfPeople } from './operations.ts';
import { operationsOfEnds } from './operations-of-ends.ts';
import { operationsOfOrganizations } from './operations-of-organizations.ts';
import { operationsOfWholes } from './operations-of-wholes.ts';

/** Everything that locks. */
export const operations: readonly Operation[] = [
  ...operationsOfPeople,
  ...operationsOfOrganizations,
  ...operationsOfWholes,
  ...operationsOfEnds,
];
