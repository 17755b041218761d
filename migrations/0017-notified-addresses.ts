import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Erasing a person looks for organizations that were told of things at their address, without reading the whole log. */
export class NotifiedAddresses1795000000017 implements MigrationInterface {
  name = 'NotifiedAddresses1795000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE INDEX audit_events_profiles ON audit_events (id) WHERE type = 'organization.updated'",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_events_profiles');
  }
}
