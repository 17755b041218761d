import type { HTMLElement } from 'node-html-parser';
import type { Answer } from '../../../harness/browser.ts';

/** How an answer is made, apart from what it says: its headers, and each element with the names of its attributes. */
export function drawingOf({ status, headers, page, body }: Answer): string {
  const names = [...headers.keys()].sort().join(' ');
  const isPage = /^text\/html/.test(headers.get('content-type') ?? '');
  const made = isPage ? outline(page).join('\n') : `${body.split('\r\n').length} lines`;
  return `${status}\n${names}\n${made}`;
}

function outline(element: HTMLElement): string[] {
  const { rawTagName, attributes } = element;
  // Everything between the tags of a script or a style would be its text.
  const own = `${rawTagName ?? ''} ${Object.keys(attributes).sort().join(' ')}`;
  return [
    own,
    ...element.children.flatMap((child) => outline(child as HTMLElement).map((line) => ` ${line}`)),
  ];
}

/** What of two drawings differs first. */
export function firstDifference(usual: string, drawn: string): string | null {
  const [left, right] = [usual.split('\n'), drawn.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  if (at === -1 && left.length === right.length) return null;
  const line = at === -1 ? left.length : at;
  return `line ${line}: ${left[line]} became ${right[line]}`;
}
