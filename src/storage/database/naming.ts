/** Whether one of these words, ids or addresses, stands in something that is kept sealed. */
export function isNaming(content: unknown, words: readonly string[]): boolean {
  const text = (JSON.stringify(content) ?? '').toLowerCase();
  return words.some((word) => text.includes(JSON.stringify(word).slice(1, -1).toLowerCase()));
}
