import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process of the bench can be asked for. */
export type Question = 'cpu' | 'live memory';

const answers: Readonly<Record<Question, () => number>> = {
  /** Milliseconds of all its threads so far, user and system. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  /** Bytes that are left after everything that nobody uses was collected. */
  'live memory'() {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
};

/** Makes this process answer the parent's questions. */
export function answerQuestions(): void {
  process.on('message', (question: Question) => process.send?.(answers[question]()));
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  gc();
}
