import { postgresServer } from '../../harness/database.ts';
import { type FaultWorld, openFaultWorld } from './fault-world.ts';

let shared: Promise<FaultWorld> | undefined;

/** Started once, since it takes seconds; each test brings people of its own. PostgreSQL only. */
export function sharedFaultWorld(): Promise<FaultWorld> {
  shared ??= openFaultWorld(postgresServer ?? '');
  return shared;
}
