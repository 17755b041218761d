/**
 * Mutations of the source that tests should notice: an operator, a condition, a constant, a return value, a statement, a
 * call or an element of a table changed, one at a time, over the rooms of `mutations/sample.ts`.
 *
 *   npx node bench/mutations.ts [--seed N] [--count 400] [--minutes 60] [--only src/policy/decide.ts:12] [--tests GLOB] [--from FILE] [--again FILE]
 *
 * A sample that the seed draws, equally many of each room. Each mutant is judged by the tests that run its function, in copies
 * of the checkout, two at a time, on the embedded database or, which takes half as long, on the PostgreSQL that
 * TEST_POSTGRES_URL names. Those that survive are judged
 * once more by further tests, while there is time. Which test runs what is collected first, by a run of all tests, and kept
 * until the source or a test changes. One that ran out of time goes on by `--from`, with all that it printed; `--again` judges only
 * what it left alive, in the code as it is by now, with the tests that were written since. Exits 1 below 90 % killed.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closeWhatIsOpen } from '../test/harness/closing.ts';
import { type Choice, createChooser } from './mutations/choose-tests.ts';
import { coverageOf } from './mutations/coverage.ts';
import { earlierVerdicts, leftAlive } from './mutations/earlier-run.ts';
import { importGraph } from './mutations/import-graph.ts';
import { judge, type Verdict } from './mutations/judge.ts';
import type { Mutant } from './mutations/mutants.ts';
import { isSurvivor, reportLines, verdictLine } from './mutations/report.ts';
import { allMutants, sampled } from './mutations/sample.ts';
import { openWorkspace, type Workspace } from './mutations/workspace.ts';

const checkout = join(import.meta.dirname, '..');
const wantedShare = 0.9;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string' },
    minutes: { type: 'string' },
    only: { type: 'string' },
    from: { type: 'string' },
    again: { type: 'string' },
    tests: { type: 'string', default: 'test/**/*.test.ts' },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const endsAt = Date.now() + Number(values.minutes ?? 60) * 60_000;

const mutants = allMutants(checkout);
const [file, line] = values.only?.split(':') ?? [];
const sample = chosenMutants();
console.log(`seed ${seed}: ${sample.length} of ${mutants.length} mutants`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const workspaces = [openWorkspace(checkout), openWorkspace(checkout)];
const choose = createChooser(await coverageOf(checkout, values.tests, workspaces), importGraph());
const known = values.from === undefined ? new Map() : earlierVerdicts(values.from, sample);
const fresh = sample.filter((mutant) => !known.has(mutant));
const verdicts = [...known.values(), ...(await judgeAll(fresh, (mutant) => choose(mutant)))];
// What the most telling tests did not notice, others may.
const again = verdicts.filter(isSurvivor).map(({ mutant }) => mutant);
for (const verdict of await judgeAll(again, (mutant) => choose(mutant, 'second'))) {
  if (isSurvivor(verdict)) continue;
  verdicts[verdicts.findIndex(({ mutant }) => mutant === verdict.mutant)] = verdict;
}
for (const each of reportLines(verdicts, sample.length, seed)) console.log(each);
await closeWhatIsOpen();
const survivors = verdicts.filter(isSurvivor).length;
process.exit(survivors <= verdicts.length * (1 - wantedShare) ? 0 : 1);

function chosenMutants(): readonly Mutant[] {
  if (values.again !== undefined) return leftAlive(values.again, mutants);
  if (file === undefined) return sampled(mutants, Number(values.count ?? 400), seed);
  return mutants.filter(
    (mutant) => mutant.file === file && (line === undefined || mutant.line === Number(line)),
  );
}

/** As many of them, in their order, as there is time for. */
async function judgeAll(wanted: readonly Mutant[], choice: (mutant: Mutant) => Choice): Promise<Verdict[]> {
  const waiting = wanted.toReversed();
  const judged: Verdict[] = [];
  const work = async (workspace: Workspace) => {
    for (let mutant = waiting.pop(); mutant !== undefined && Date.now() < endsAt; mutant = waiting.pop()) {
      const verdict = await judge(workspace, mutant, choice(mutant));
      judged.push(verdict);
      console.error(`${judged.length}/${wanted.length} ${verdictLine(verdict)}`);
    }
  };
  await Promise.all(workspaces.map(work));
  return judged;
}
