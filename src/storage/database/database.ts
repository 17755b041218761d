import type { DataSource } from 'typeorm';

/** A database that is open. */
export interface Database {
  readonly dataSource: DataSource;
  readonly embedded: boolean;
  close(): Promise<void>;
}
