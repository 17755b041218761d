/** What is due is called after what it does: ended sessions are revoked. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RevokeSessions1795000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("UPDATE due_work SET kind = 'revoke_sessions' WHERE kind = 'settle_sessions'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("UPDATE due_work SET kind = 'settle_sessions' WHERE kind = 'revoke_sessions'");
  }
}
