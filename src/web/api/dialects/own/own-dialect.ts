import { InvalidValue, Unauthorized } from '../../answers/errors.ts';
import type { Dialect } from '../dialect.ts';
import {
  challengeProblem,
  misfitProblem,
  refusalProblem,
  unexpectedProblem,
  unreadableProblem,
} from './problem-details.ts';

/** Of our own API: JSON, and problem details (RFC 9457). Its lists are `{ items, next }` (`pages.ts`). */
export const ownDialect: Dialect = {
  prefix: '/api/v1',
  mediaTypes: ['application/json'],
  errorMediaType: 'application/problem+json',
  refused(error, words) {
    if (error instanceof Unauthorized) return challengeProblem(error);
    if (error instanceof InvalidValue) return misfitProblem(error);
    return refusalProblem(words, error);
  },
  unreadable: unreadableProblem,
  unexpected: unexpectedProblem,
};
