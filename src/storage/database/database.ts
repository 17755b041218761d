import type { DataSource } from 'typeorm';

/** A database that is open. */
export interface Database {
  readonly dataSource: DataSource;
  readonly embedded: boolean;
  /**
   * A connection of its own to PostgreSQL itself, without limits of time, for what needs a session: migrations, and the lock
   * around them. The embedded database has none. @throws CannotStart
   */
  openDirect(): Promise<DataSource>;
  close(): Promise<void>;
}
