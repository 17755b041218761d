import { expect } from 'chai';
import { auditEventTypes } from '../../src/audit/event.ts';
import { refusalCodes } from '../../src/refusal/refusal.ts';
import { foldersIn, sourceFiles } from './support/source-files.ts';

interface Rule {
  readonly name: string;
  readonly folders: readonly string[];
  readonly pattern: RegExp;
  /** What the rule must find, so that it cannot pass because it finds nothing at all. */
  readonly examples: readonly string[];
  /** Files and folders that do it for a reason. */
  readonly except?: readonly string[];
}

const everything = ['src', 'migrations', 'test', 'bench', 'examples'];
const product = ['src', 'migrations', 'examples'];
const rulesAndOperations = [
  'src/audit',
  'src/authenticators',
  'src/documents',
  'src/enrollment',
  'src/environments',
  'src/extensions',
  'src/instance',
  'src/jobs',
  'src/limits',
  'src/links',
  'src/long-jobs',
  'src/notices',
  'src/organizations',
  'src/outbound',
  'src/passwords',
  'src/people',
  'src/plans',
  'src/policy',
  'src/sealing',
  'src/seeding',
  'src/self-service',
  'src/sign-in',
];

const rules: readonly Rule[] = [
  {
    name: 'what operations work with, listed a second time: each takes its Pick of Operations',
    folders: rulesAndOperations,
    pattern: /interface \w*Deps\b[^{]*\{[^}]*\breadonly (?:db: Db|plans|hasher|notifier)\b/,
    examples: [
      'export interface SeatDeps {\n  readonly db: Db;\n}',
      'interface A_Deps { readonly plans: Plans }',
    ],
  },
  {
    name: 'the type any',
    folders: everything,
    pattern: /(?::|\bas|<|\|)\s*any\b(?!\w)\s*[;,)=\]>|{[]|\bas any\b/,
    examples: ['let x: any;', 'f(x as any)', 'const a: Promise<any> = b', 'f(x: any, y)'],
  },
  {
    name: 'a hook outside of every describe, which all tests of a run would wait for',
    folders: ['test'],
    pattern: /^(?:before|after)(?:Each)?\(/m,
    examples: ['before(async () => {\n', '});\nafterEach(() => {});'],
  },
  {
    name: 'switched-off checks',
    folders: everything,
    pattern: /@ts-(?:ignore|nocheck|expect-error)|biome-ignore/,
    examples: ['// @ts-ignore', '// biome-ignore lint: no'],
  },
  {
    name: 'default exports',
    folders: everything,
    pattern: /^export default\b|^export \{[^}]*\bas default\b/m,
    examples: ['export default 1;', 'export { a as default };'],
  },
  {
    name: 'enums and namespaces',
    folders: everything,
    pattern: /^\s*(?:export )?(?:const )?(?:enum|namespace) \w+ \{/m,
    examples: ['export enum Role {', 'const enum Role {', 'namespace A {'],
  },
  {
    name: 'boolean parameters',
    folders: product,
    pattern: /[(,]\s*\w+\??: boolean\b/,
    examples: ['function f(dryRun: boolean) {', 'f(a: string, isLast?: boolean): void;'],
    // The interface of pg's pool, which is not ours to choose.
    except: ['src/storage/database/sql.ts'],
  },
  {
    name: 'the time of the machine in rules and operations, which take it as an argument',
    folders: rulesAndOperations,
    pattern: /\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\(\)|\bTemporal\.Now\b/,
    examples: ['const now = new Date();', 'Date.now() + 1', 'Temporal.Now.instant()'],
  },
  {
    name: 'guessable random numbers',
    folders: everything,
    pattern: /\bMath\.random\b/,
    examples: ['Math.random()'],
  },
  {
    name: 'printing anywhere but on the command line',
    folders: ['src'],
    pattern: /\bconsole\.\w+\(|\bprocess\.std(?:out|err)\.write\(/,
    examples: ['console.info(1)', 'process.stdout.write(line)'],
    except: ['src/cli/'],
  },
  {
    name: 'tests that run alone or not at all',
    folders: ['test'],
    pattern: /\b(?:describe|it|context)\.(?:only|skip)\(|\bx(?:it|describe)\(|\bthis\.skip\(/,
    examples: ["it.only('a', f)", "describe.skip('a', f)", "xit('a', f)", 'this.skip()'],
    except: ['test/harness/needs.ts'],
  },
];

/** This file holds all the examples. */
const here = 'test/house/forbidden.test.ts';

function offenders({ folders, pattern, except = [] }: Rule): string[] {
  return sourceFiles(...folders)
    .filter(({ path }) => path !== here && !except.some((name) => path.startsWith(name)))
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path);
}

describe('the house does without', () => {
  for (const rule of rules) {
    it(rule.name, () => {
      for (const example of rule.examples) expect(example).to.match(rule.pattern);
      expect(offenders(rule)).to.deep.equal([]);
    });
  }

  it('folders that could hold anything', () => {
    const vague = /^(?:utils?|helpers?|common|shared|services?|types|misc|lib)$/;
    const folders = ['src', ...foldersIn('src').map((name) => `src/${name}`)].flatMap(foldersIn);
    expect(folders.filter((name) => vague.test(name))).to.deep.equal([]);
  });

  it('audit events that are never recorded', () => {
    const code = sourceFiles('src').filter(({ path }) => path !== 'src/audit/event.ts');
    const dead = auditEventTypes.filter((type) => !code.some(({ text }) => text.includes(`'${type}'`)));
    expect(dead).to.deep.equal([]);
  });

  it('refusals that are never thrown', () => {
    const code = sourceFiles('src').map(({ text }) => text);
    const dead = refusalCodes.filter(
      // A schema names the code that its problem is refused as.
      (name) => !code.some((text) => new RegExp(`(?:new Refusal\\(\\s*|refusal: )'${name}'`).test(text)),
    );
    expect(dead).to.deep.equal([]);
  });
});
