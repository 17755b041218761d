import { parseDocument } from 'yaml';
import type { ConfigProblem } from './problems.ts';

/** Gives the text of a file or throws. */
export type ReadFile = (path: string) => string;

export type FileSettings =
  | { readonly ok: true; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: ConfigProblem };

/** Reads the YAML file that COUNTERSIGN_CONFIG names; no name means no settings. */
export function readConfigFile(path: string | undefined, readFile: ReadFile): FileSettings {
  if (path === undefined || path === '') return { ok: true, settings: {} };
  try {
    return settingsIn(path, readFile(path));
  } catch (error) {
    return refused(`cannot read ${path} (${reasonOf(error)})`, 'the path of a readable YAML file');
  }
}

function settingsIn(path: string, text: string): FileSettings {
  const document = parseDocument(text, { prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    const line = text.slice(0, fault.pos[0]).split('\n').length;
    // The parser's message may repeat the line, and the line may hold a secret: only its number is told.
    return refused(`${path} is not YAML (line ${line}: ${fault.code})`, 'a YAML file');
  }
  const content: unknown = document.toJS() ?? {};
  if (!isGroup(content)) return refused(`${path} holds no settings`, 'a YAML file of "name: value" lines');
  return { ok: true, settings: withoutNulls(content) };
}

/** `name:` without a value, or null, means "not set", as in config/defaults.yaml. */
function withoutNulls(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
}

function isGroup(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

function refused(problem: string, allowed: string): FileSettings {
  return { ok: false, problem: { name: 'COUNTERSIGN_CONFIG', problem, allowed } };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'unreadable content';
}
