import type { Icons } from './assets.ts';

/** The icons of one page: each is drawn by a reference to a sprite that holds those that the page has. */
export interface IconSheet {
  /** The drawing beside a word, hidden from whoever listens; it is never alone. A picture without a class is one. */
  readonly icon: (name: string) => string;
  /** What the references lead to; empty where the page has none. */
  readonly sprite: () => string;
}

/** @throws Error for a name that `views/assets/icons.json` has not */
export function createIconSheet(icons: Icons): IconSheet {
  // Lists name them a hundred times: by a number, which is short.
  const used = new Map<string, number>();
  return {
    icon(name) {
      if (!(name in icons)) throw new Error(`No icon ${name}`);
      const number = used.get(name) ?? used.size;
      used.set(name, number);
      return `<svg aria-hidden="true"><use href="#i${number}"/></svg>`;
    },
    sprite() {
      if (used.size === 0) return '';
      const symbols = [...used].map(
        ([name, number]) => `<symbol id="i${number}" viewBox="0 0 24 24">${icons[name]}</symbol>`,
      );
      return `<svg width="0" height="0" class="unseen" aria-hidden="true">${symbols.join('')}</svg>`;
    },
  };
}
