import { type Operation, operationsOfPeople } from './operations.ts';
import { operationsOfEnds } from './operations-of-ends.ts';
import { operationsOfMany } from './operations-of-many.ts';
import { operationsOfOperators } from './operations-of-operators.ts';
import { operationsOfOrganizations } from './operations-of-organizations.ts';
import { operationsOfStrangers } from './operations-of-strangers.ts';
import { operationsOfWholes } from './operations-of-wholes.ts';

/** Everything that locks. */
export const operations: readonly Operation[] = [
  ...operationsOfPeople,
  ...operationsOfOrganizations,
  ...operationsOfMany,
  ...operationsOfWholes,
  ...operationsOfEnds,
  ...operationsOfStrangers,
  ...operationsOfOperators,
];
