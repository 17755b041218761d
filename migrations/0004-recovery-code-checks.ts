/**
 * When recovery codes were last seen in the hands of their owner: the instant a set was told, or one of its codes checked.
 *
 * Why a column of the codes and not of the user: a new set begins anew by itself, and a spent code says when it was used.
 * Null for sets from before, of which nobody knows; a column without default is added without rewriting the table.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecoveryCodeChecks1795000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recovery_codes ADD at_hand_at timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recovery_codes DROP at_hand_at');
  }
}
