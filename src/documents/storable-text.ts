/** PostgreSQL takes neither U+0000 nor one half of a surrogate pair, as text or within JSON. */
const unstorable = /\0|\p{Surrogate}/u;

/** Whether a text can be stored, and asked for in a query. */
export function isStorable(text: string): boolean {
  return !unstorable.test(text);
}

/**
 * Where in a JSON value a text stands that cannot be stored, as a JSON Pointer (RFC 6901); null for nowhere. A loop, for
 * a body may be nested deeper than the stack.
 */
export function unstorableIn(value: unknown): string | null {
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const { path } = each;
    if (typeof each.value === 'string' && !isStorable(each.value)) return path === '' ? '/' : path;
    if (typeof each.value !== 'object' || each.value === null) continue;
    for (const [name, inner] of Object.entries(each.value)) {
      if (!isStorable(name)) return `${path}/${name}`;
      open.push({ path: `${path}/${name}`, value: inner });
    }
  }
  return null;
}

/** Whether a JSON value has more than so many levels of lists and objects within each other. */
export function isNestedBeyond(levels: number, value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let deep = 0; level.length > 0; deep += 1) {
    if (deep > levels) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}
