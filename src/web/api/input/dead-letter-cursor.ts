import type { DeadLetterKey } from '../../../jobs/dead-letters.ts';
import { cursorOf, instantPart, uuidPart } from './cursors.ts';

/** Of the list of what has failed for good, at the API and at the page. */
export const deadLetterCursor = cursorOf<DeadLetterKey>({ failedAt: instantPart, id: uuidPart });
