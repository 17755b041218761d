import { parse } from '@babel/parser';
import { type Node, VISITOR_KEYS } from '@babel/types';

/** A node with what it stands in, the innermost last. */
export interface Placed {
  readonly node: Node;
  readonly around: readonly Node[];
}

/** Every node of a file of TypeScript, from the outside to the inside; types and imports are left out. */
export function nodesOf(text: string): Placed[] {
  const { program } = parse(text, { sourceType: 'module', plugins: ['typescript'] });
  const found: Placed[] = [];
  const visit = (node: Node, around: readonly Node[]) => {
    if (/^TS(?!AsExpression|SatisfiesExpression|NonNull)|^Import|^Interface/.test(node.type)) return;
    found.push({ node, around });
    for (const child of childrenOf(node)) visit(child, [...around, node]);
  };
  visit(program, []);
  return found;
}

function childrenOf(node: Node): Node[] {
  const children = (VISITOR_KEYS[node.type] ?? []).flatMap((key) => Reflect.get(node, key));
  return children.filter((child): child is Node => typeof child === 'object' && child !== null);
}
