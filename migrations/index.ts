import { Foundation1795000000001 } from './0001-foundation.ts';

/** In the order in which they run. A landed migration is never edited: add the next one. */
export const migrations = [Foundation1795000000001];
