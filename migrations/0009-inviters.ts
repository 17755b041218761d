/**
 * Who has invited somebody is told when the invitation is revoked because its address was given up, so it is noted beside
 * it: null for the operator, for the seeding file, and for invitations from before. The index finds what is pending for
 * an address, whichever organization it is of.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Inviters1795000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE invitations ADD invited_by uuid
         CONSTRAINT invitations_inviter_fk REFERENCES users (id) ON DELETE SET NULL`,
    );
    await runner.query('CREATE INDEX invitations_email ON invitations (email)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX invitations_email');
    await runner.query('ALTER TABLE invitations DROP invited_by');
  }
}
