/** What a request is drawn from: the same seed and number draw the same, whatever was drawn before it. */
export interface Random {
  /** From 0 to `below` - 1. */
  int(below: number): number;
  /** True so often: 0 never, 1 always. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** @param number of the request */
export function randomOf(seed: number, number: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0;
  // splitmix32: short, and even enough to choose from lists.
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const int = (below: number) => next() % below;
  return {
    int,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick(items) {
      const item = items[int(items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
  };
}
