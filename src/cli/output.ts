/** Prints a result: as one JSON document for machines, else as lines for people. */
export function print(result: unknown, lines: readonly string[], options: { readonly json?: boolean }): void {
  if (options.json === true) console.log(JSON.stringify(result));
  else for (const line of lines) console.log(line);
}

/** A line that is rewritten as work goes on; silent where standard error is no terminal. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** Takes the progress line away. */
export function progressDone(): void {
  progress('');
}
