/** A set-up that has begun is of an app or a key, so it is not called after one of them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PendingEnrollments1795000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("UPDATE one_time_links SET kind = 'pending_enrollment' WHERE kind = 'pending_totp'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("UPDATE one_time_links SET kind = 'pending_totp' WHERE kind = 'pending_enrollment'");
  }
}
