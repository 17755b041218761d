import type { Node } from '@babel/types';
import { nodesOf, type Placed } from '../../../bench/mutations/syntax.ts';
import { sourceFiles } from './source-files.ts';

/** What a function takes that takes more than three parameters. */
export interface LongHead {
  /** E.g. `src/people/find-person.ts findPerson`, with the names of those it stands in. */
  readonly name: string;
}

const most = 3;

/** Functions of `src` with more than three parameters, in the order of their files. */
export function longHeads(): readonly LongHead[] {
  return sourceFiles('src').flatMap(({ path, text }) => headsIn(path, text));
}

export function headsIn(path: string, text: string): readonly LongHead[] {
  return nodesOf(text).flatMap(({ node, around }) => {
    if (!('params' in node) || !Array.isArray(node.params) || node.params.length <= most) return [];
    const name = [...around, node].map((each, index, all) => nameOf(each, all[index - 1])).filter(Boolean);
    return [{ name: `${path} ${name.join('.')}` }];
  });
}

function nameOf(node: Node, parent: Placed['node'] | undefined): string {
  if (node.type === 'FunctionDeclaration') return node.id?.name ?? '';
  if (node.type === 'ObjectMethod' || node.type === 'ClassMethod') return keyOf(node.key);
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return '';
  if (parent?.type === 'VariableDeclarator') return keyOf(parent.id);
  return parent?.type === 'ObjectProperty' ? keyOf(parent.key) : '';
}

function keyOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : '';
}
