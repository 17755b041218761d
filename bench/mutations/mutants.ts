import type { Expression, Node } from '@babel/types';
import { nodesOf, type Placed } from './syntax.ts';

/** One change of the source that a test should notice. */
export interface Mutant {
  /** From the root of the project. */
  readonly file: string;
  readonly line: number;
  /** Offsets of what is replaced. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  readonly kind: string;
}

type Change = Pick<Mutant, 'start' | 'end' | 'after' | 'kind'>;

/** All mutants of a file. */
export function mutantsOf(file: string, text: string): Mutant[] {
  return nodesOf(text)
    .flatMap((placed) => changesAt(placed, text))
    .map((change) => ({
      ...change,
      file,
      line: text.slice(0, change.start).split('\n').length,
      before: text.slice(change.start, change.end),
    }))
    .filter(({ before, after }) => before !== after);
}

/** The text with a mutant in the place of what it replaces. */
export function mutated(text: string, { start, end, after }: Mutant): string {
  return text.slice(0, start) + after + text.slice(end);
}

function changesAt(placed: Placed, text: string): Change[] {
  const { node } = placed;
  if (isMessage(placed)) return [];
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return ['true', 'false'].map((value) => changed(node.test, `(${value})`, 'condition'));
    case 'BinaryExpression':
      return (operators[node.operator] ?? []).map((other) => operatorChanged(node, other, text));
    case 'LogicalExpression':
      return (operators[node.operator] ?? []).map((other) => operatorChanged(node, other, text));
    case 'BooleanLiteral':
      return [changed(node, String(!node.value), 'boolean')];
    case 'UnaryExpression':
      return node.operator === '!' ? [changed(node, `(${textOf(node.argument, text)})`, 'negation')] : [];
    case 'ReturnStatement':
      return node.argument ? returned(node.argument) : [];
    case 'ArrowFunctionExpression':
      return node.body.type === 'BlockStatement' ? [] : returned(node.body);
    case 'ExpressionStatement':
      return [changed(node, ';', isAwait(node.expression) ? 'awaited call' : 'statement')];
    case 'ArrayExpression':
      return node.elements.length > 0 ? node.elements.flatMap((_, at) => elementGone(node, at)) : [];
    case 'ObjectExpression':
      // Inside of functions they are arguments and facts, without which nothing would run at all.
      return isInFunction(placed) ? [] : node.properties.flatMap((_, at) => elementGone(node, at));
    default:
      return [];
  }
}

/** What may stand in the place of an operator: its opposite, and its neighbour at the boundary. */
const operators: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
};

const arithmetic = ['+', '-', '*', '/', '%'];

function operatorChanged(
  node: { readonly left: Node; readonly right: Node; readonly operator: string } & Node,
  other: string,
  text: string,
): Change {
  const kind = arithmetic.includes(node.operator)
    ? 'arithmetic'
    : /[<>=]/.test(other)
      ? 'comparison'
      : 'logic';
  // In parentheses on either side: `??` may not stand beside `&&` without.
  const after = `(${textOf(node.left, text)}) ${other} (${textOf(node.right, text)})`;
  return changed(node, `(${after})`, kind);
}

function returned(value: Expression): Change[] {
  const isNothing =
    value.type === 'NullLiteral' || (value.type === 'Identifier' && value.name === 'undefined');
  // A literal of its own has its own mutants.
  return isNothing || value.type === 'BooleanLiteral'
    ? []
    : [changed(value, '(undefined as never)', 'return value')];
}

/** An element of a list, or a member of an object, that is missing. */
function elementGone(
  list: Extract<Node, { type: 'ArrayExpression' | 'ObjectExpression' }>,
  at: number,
): Change[] {
  const elements: readonly (Node | null)[] =
    list.type === 'ArrayExpression' ? list.elements : list.properties;
  const [element, next] = [elements[at], elements[at + 1]];
  if (element == null) return [];
  const end = next?.start ?? element.end;
  return [{ start: offset(element.start), end: offset(end), after: '', kind: 'element' }];
}

/** Words for logs and errors: what they say is no behaviour. */
function isMessage({ node, around }: Placed): boolean {
  const [outer] = around.slice(-1);
  return outer?.type === 'NewExpression' &&
    outer.callee.type === 'Identifier' &&
    outer.callee.name === 'Error'
    ? outer.callee !== node
    : false;
}

function isInFunction({ around }: Placed): boolean {
  return around.some(({ type }) => /Function|Method/.test(type));
}

function isAwait(node: Node): boolean {
  return node.type === 'AwaitExpression';
}

function changed({ start, end }: Node, after: string, kind: string): Change {
  return { start: offset(start), end: offset(end), after, kind };
}

function textOf({ start, end }: Node, text: string): string {
  return text.slice(offset(start), offset(end));
}

function offset(at: number | null | undefined): number {
  if (typeof at !== 'number') throw new Error('a node without a place');
  return at;
}
