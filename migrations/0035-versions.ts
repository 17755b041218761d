/**
 * A number that rises with each change of a client, an environment or a brand, so that whoever remembers one of them learns
 * from a statement that runs anyway whether it still is as remembered. Triggers, since each way of writing these tables has to
 * raise it, a cascade included. They come at the very end of a transaction: all who change something registered wait for this one
 * row, and none of them holds it while it waits for something else.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Versions1795000000035 implements MigrationInterface {
  name = 'Versions1795000000035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE versions (name text NOT NULL, version bigint NOT NULL, CONSTRAINT versions_pk PRIMARY KEY (name))',
    );
    await runner.query(`INSERT INTO versions (name, version) VALUES ('registrations', 1)`);
    // Once a transaction, however many rows it changes.
    await runner.query(
      `CREATE FUNCTION registrations_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF coalesce(current_setting('countersign.registrations', true), '') <> 'changed' THEN
            PERFORM set_config('countersign.registrations', 'changed', true);
            UPDATE versions SET version = version + 1 WHERE name = 'registrations';
          END IF;
          RETURN NULL;
        END
      $$`,
    );
    for (const table of tables)
      await runner.query(`${trigger} AFTER INSERT OR UPDATE OR DELETE ON ${table} ${deferred}`);
    await runner.query(
      `${trigger} AFTER UPDATE OF name, slug ON organizations DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN ((OLD.name, OLD.slug) IS DISTINCT FROM (NEW.name, NEW.slug)) EXECUTE FUNCTION registrations_changed()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...tables, 'organizations'])
      await runner.query(`DROP TRIGGER registrations_changed ON ${table}`);
    await runner.query('DROP FUNCTION registrations_changed()');
    await runner.query('DROP TABLE versions');
  }
}

const tables = ['clients', 'environments', 'brandings'];

const trigger = 'CREATE CONSTRAINT TRIGGER registrations_changed';

const deferred = 'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registrations_changed()';
