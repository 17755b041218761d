import { inTransaction, poolSql, type Sql } from '../../../src/storage/database/sql.ts';
import { travelTo } from '../../harness/clock.ts';
import {
  emptyPostgres,
  freshDatabase,
  openOptions,
  openTestDatabase,
  postgresServer,
} from '../../harness/database.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow } from '../../harness/world.ts';
import { answerTo, errorLines, problemsOfRefusal, sayingOf } from './answers.ts';
import { type KeptRows, keepRows } from './kept-rows.ts';
import { type Probe, probesOf } from './probes.ts';
import { type Table, tablesOf } from './tables.ts';

/** Of the connections of the server; whoever meets a lock waits no longer. */
const lockTimeoutMs = 60;

/** Two instants, in turn: what is remembered for a second has always been read anew, and no code grows old. */
const instants = ['2026-11-29T12:00:01Z', '2026-11-29T12:00:04Z'] as const;
/**
 * When everything is made ready, however long that takes: nothing that was proven may lie ahead. Less than a minute
 * before, since older visits would be noted anew.
 */
const before = '2026-11-29T11:59:11Z';

/** A server over a database of its own, what is asked of it, and what it answers while nothing is wrong. */
export interface Matrix {
  readonly server: TestServer;
  /** On a connection that is not the server's, where there can be two. */
  readonly sql: Sql;
  /** Holds a table so that nobody else can even read it. PostgreSQL only: the embedded database has one connection. */
  readonly locking: (table: Table) => Wrong;
  readonly tables: readonly Table[];
  readonly probes: readonly Probe[];
  readonly rows: KeptRows;
  readonly turn: Turn;
  stop(): Promise<void>;
}

export async function openMatrix(): Promise<Matrix> {
  const { database, other, close } = await openDatabases();
  const sql = poolSql(other.dataSource);
  travelTo(before);
  const server = await startTestServer({ database });
  const enforcement = { ...everyoneNow, challenge: { remembered_device_days: 30 } };
  const world = await createWorld({ server, enforcement });
  const probes = await probesOf(world);
  const tables = await tablesOf(sql);
  const rows = await keepRows(sql, tables);
  const turn = await turnsOf(probes, rows);
  const stop = async () => {
    await server.stop();
    await close();
  };
  const locking =
    ({ name }: Table): Wrong =>
    (work) =>
      inTransaction(other.dataSource, async ({ sql: holder }) => {
        await holder(`LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`);
        return work(holder);
      });
  return { server, sql, locking, tables, probes, rows, turn, stop };
}

/** The usual answers of one instant. */
type Usual = ReadonlyMap<Probe, string>;

interface Turn {
  /** Goes to the other instant. */
  next(): Usual;
}

async function turnsOf(probes: readonly Probe[], rows: KeptRows): Promise<Turn> {
  const usual: Usual[] = [];
  for (const instant of instants) {
    travelTo(instant);
    const said = new Map<Probe, string>();
    for (const probe of probes) said.set(probe, sayingOf(await answerTo(probe)));
    usual.push(said);
    await rows.restore();
  }
  let turns = 0;
  return {
    next() {
      const at = turns++ % instants.length;
      travelTo(instants[at] ?? '');
      return usual[at] ?? new Map();
    },
  };
}

async function openDatabases() {
  if (postgresServer === undefined) {
    const { database, dispose } = await freshDatabase();
    return { database, other: database, close: dispose };
  }
  const { url, drop } = await emptyPostgres(postgresServer);
  const other = await openTestDatabase({ ...openOptions, databaseUrl: url, poolSize: 1 });
  const name = new URL(url).pathname.slice(1);
  await poolSql(other.dataSource)(`ALTER DATABASE ${name} SET lock_timeout = ${lockTimeoutMs}`);
  const database = await openTestDatabase({ ...openOptions, databaseUrl: url });
  const close = async () => {
    await database.close();
    await other.close();
    await drop();
  };
  return { database, other, close };
}

/** What became of some requests while something was wrong with the database. */
export interface Outcome {
  readonly problems: readonly string[];
  /** Those that did not get their usual answers. */
  readonly refused: readonly Probe[];
  /** Whether anything was written, charges too. */
  readonly wrote: boolean;
}

/** What is done to the database, and undone when `work` has ended; `work` is given a connection that can read it all. */
export type Wrong = (work: (on: Sql) => Promise<Outcome>) => Promise<Outcome>;

/** Asks while something is wrong, and brings all rows back. */
export async function askWhile(
  matrix: Matrix,
  wrong: Wrong,
  { probes = matrix.probes, what }: { readonly what: string; readonly probes?: readonly Probe[] },
): Promise<Pick<Outcome, 'problems' | 'refused'>> {
  const { rows, turn } = matrix;
  const { problems, refused, wrote } = await wrong((on) =>
    askAll({ ...matrix, sql: on }, probes, turn.next()),
  );
  if (wrote) await rows.restore();
  return { problems: problems.map((problem) => `${what}: ${problem}`), refused };
}

/** What was refused gets its usual answer when nothing is wrong any more: no trace is left in the server either. */
export async function askAgain(matrix: Matrix, probes: readonly Probe[], what: string): Promise<string[]> {
  const { rows, turn } = matrix;
  const usual = turn.next();
  const problems: string[] = [];
  for (const probe of probes) {
    const said = sayingOf(await answerTo(probe));
    if (said !== usual.get(probe)) problems.push(`${what}, mended: ${probe.what} gets ${said.slice(0, 300)}`);
  }
  await rows.restore();
  return problems;
}

async function askAll(matrix: Matrix, probes: readonly Probe[], usual: Usual): Promise<Outcome> {
  const { server, rows, sql } = matrix;
  const problems: string[] = [];
  const refused: Probe[] = [];
  server.log.splice(0);
  const first = await rows.prints(sql);
  let before = first;
  for (const probe of probes) {
    const told = await answerTo(probe);
    const isUsual = sayingOf(told) === usual.get(probe);
    const after = await rows.prints(sql);
    const changed = [...after.keys()].filter((table) => after.get(table) !== before.get(table));
    before = after;
    if (isUsual) continue;
    refused.push(probe);
    const lines = errorLines(server.log, told).length;
    const found = [
      ...problemsOfRefusal(told),
      ...(changed.length === 0 ? [] : [`has changed ${changed}`]),
      ...(lines === 1 || probe.isQuiet ? [] : [`is told in ${lines} lines of errors`]),
    ];
    problems.push(...found.map((problem) => `${probe.what} ${problem}`));
  }
  return { problems, refused, wrote: before !== first };
}
