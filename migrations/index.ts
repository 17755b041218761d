import { Foundation1795000000001 } from './0001-foundation.ts';
import { LifeCycle1795000000002 } from './0002-life-cycle.ts';
import { JoiningByDomain1795000000005 } from './0005-joining-by-domain.ts';

/** In the order in which they run. A landed migration is never edited: add the next one. */
export const migrations = [Foundation1795000000001, LifeCycle1795000000002, JoiningByDomain1795000000005];
