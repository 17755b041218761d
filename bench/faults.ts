/**
 * Faults under load, at full counts; the tests in test/faults run the same with small ones.
 *
 *   DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres npx node bench/faults.ts r1|r2|r3|r4|r5|r8|r9|r10|r14|r15|r17 [count]
 *
 * r1   a server is killed while 1,000 people enrol            r10  ten times the hashing capacity for 60 s
 * r2   a sweep over 100,000 members is killed ten times       r14  1,000 applications at a sign-out, 300 down or slow
 * r3   a server is killed while 1,000 join and 1,000 leave    r15  a mail server that is down, 1,000 notices waiting
 * r4   the database goes away under sign-ins, 20 times        r17  both servers are replaced under sign-ins, 20 times
 * r5   10,000 sign-ins, each request at either server
 *
 * Exits 1 when a target is missed.
 */

import { scenarios } from './faults/scenarios.ts';
import { missed, type Target } from './faults/target.ts';
import { benchPostgres } from './postgres.ts';

const [name = '', count] = process.argv.slice(2);
const scenario = scenarios[name];
if (scenario === undefined) {
  console.error(`one of ${Object.keys(scenarios).join(', ')}`);
  process.exit(2);
}

const { href: postgres } = await benchPostgres();
const targets: readonly Target[] = await scenario.run(postgres, Number(count ?? scenario.count));
for (const target of targets) console.log(lineOf(target));
process.exitCode = targets.some(missed) ? 1 : 0;

function lineOf(target: Target): string {
  const { what, value, unit = '', bound } = target;
  const limit = bound === undefined ? '' : ` (${bound.kind} ${bound.value})`;
  const digits = Number.isInteger(value) ? 0 : 3;
  const figure = value.toFixed(digits).padStart(12);
  return `${what.padEnd(56)}${figure} ${unit}${limit}${missed(target) ? '  MISSED' : ''}`;
}
