import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that pages use; its address changes with its content, so that it may be cached for ever. */
export interface Asset {
  /** E.g. `/assets/countersign-0f3a9c2b71de.css`. */
  readonly path: string;
  readonly content: string;
}

/** Stylesheet and scripts; only the pages named have one, and work without it where they can. */
export interface Assets {
  readonly stylesheet: Asset;
  /** Asks a security key. */
  readonly keyScript: Asset;
  /** Copies recovery codes. */
  readonly copyScript: Asset;
  /** Sends an application its answer. */
  readonly postScript: Asset;
  /** Of the pages of areas: counts what is selected, copies, asks for progress. */
  readonly areaScript: Asset;
}

export function readAssets(viewsDirectory: string): Assets {
  return {
    stylesheet: readAsset(viewsDirectory, 'countersign', 'css'),
    keyScript: readAsset(viewsDirectory, 'security-key', 'js'),
    copyScript: readAsset(viewsDirectory, 'copy-codes', 'js'),
    postScript: readAsset(viewsDirectory, 'form-post', 'js'),
    areaScript: readAsset(viewsDirectory, 'area', 'js'),
  };
}

/** The inside of each icon, by its name. */
export type Icons = Readonly<Record<string, string>>;

export function readIcons(viewsDirectory: string): Icons {
  const file: unknown = JSON.parse(readFileSync(join(viewsDirectory, 'assets', 'icons.json'), 'utf8'));
  return (file as { readonly icons: Icons }).icons;
}

function readAsset(viewsDirectory: string, name: string, extension: 'css' | 'js'): Asset {
  const text = readFileSync(join(viewsDirectory, 'assets', `${name}.${extension}`), 'utf8');
  const content = extension === 'css' ? withoutRemarks(text) : text;
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${extension}`, content };
}

/** Remarks and indentation are for whoever changes it. Nothing in a stylesheet of ours looks like either. */
function withoutRemarks(css: string): string {
  return css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\s*\n\s*/g, '\n');
}
