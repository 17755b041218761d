import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = dirname(createRequire(import.meta.url).resolve('lucide-static/package.json'));

/** Those that pages use; `views/parts/icon.ejs` draws them. */
const names = [
  'arrow-down',
  'arrow-up',
  'check',
  'chevron-down',
  'circle-alert',
  'circle-check',
  'circle-pause',
  'clock',
  'copy',
  'download',
  'info',
  'key-round',
  'life-buoy',
  'monitor',
  'shield-alert',
  'shield-check',
  'shield-off',
  'smartphone',
  'triangle-alert',
  'x',
];

/** What stands in `views/assets/icons.json`: the inside of each drawing of Lucide, unchanged, with its licence. */
export function iconsFile(): string {
  const licence = readFileSync(join(folder, 'LICENSE'), 'utf8').trim();
  const icons = Object.fromEntries(names.map((name) => [name, insideOf(name)]));
  return `${JSON.stringify({ licence, icons }, null, 2)}\n`;
}

function insideOf(name: string): string {
  const svg = readFileSync(join(folder, 'icons', `${name}.svg`), 'utf8');
  const [, inside = ''] = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg) ?? [];
  return inside
    .split('\n')
    .map((line) => line.trim())
    .join('');
}
