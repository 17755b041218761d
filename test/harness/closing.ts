import { setTimeout as pause } from 'node:timers/promises';

const open = new Set<() => unknown>();

/** What does not close by then is left to the end of the process. */
const longestCloseMs = 10_000;

/**
 * Promises that what a test has opened (a server, a socket, a process, a browser, a database) is closed at the end of the
 * run at the latest: after a test that fails halfway it would hold up the whole run otherwise.
 * @returns `close` for the test itself; it closes once, however often it is called
 */
export function closedAtLast<Result>(close: () => Result): () => Result {
  let closed: { readonly result: Result } | undefined;
  const closeOnce = () => {
    open.delete(closeOnce);
    closed ??= { result: close() };
    return closed.result;
  };
  open.add(closeOnce);
  return closeOnce;
}

/** Closes what is open still, the latest first, since it may need what was opened before it. */
export async function closeWhatIsOpen(): Promise<void> {
  const problems: unknown[] = [];
  for (const close of [...open].reverse()) {
    const closing = Promise.resolve()
      .then(close)
      .catch((problem: unknown) => void problems.push(problem));
    await Promise.race([closing, pause(longestCloseMs, undefined, { ref: false })]);
  }
  if (problems.length > 0) throw new AggregateError(problems, 'not everything could be closed');
}

/** Kinds of what keeps the process of the tests alive though all that is known was closed, a moment ago. */
export async function keptAlive(): Promise<string[]> {
  const left = () =>
    process.getActiveResourcesInfo().filter((kind) => ['TCPServerWrap', 'ProcessWrap'].includes(kind));
  for (let wait = 0; wait < 100 && left().length > 0; wait += 1) await pause(20);
  return left();
}
