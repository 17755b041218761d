import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { detailFields, type FieldKind } from '../../src/audit/detail-fields.ts';
import { auditEventTypes } from '../../src/audit/event.ts';
import { problemCodes } from '../../src/web/api/openapi/problem-schema.ts';
import { refusalsPage } from './support/refusals-page.ts';
import { deadNotes, seedingPage } from './support/seeding-page.ts';
import { foldersIn, readProjectFile, sourceFiles } from './support/source-files.ts';

const documents = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/applications.md',
  'docs/attacks.md',
  'docs/events.md',
  'docs/refusals.md',
  'docs/rulings.md',
  'docs/seeding.md',
  'docs/security.md',
  'src/README.md',
];

/** Files that the README has its readers write. */
const madeByReaders = ['crm.yaml'];

/** The rows of all tables whose first cell is code. */
function rowsOf(path: string): string[][] {
  return readProjectFile(path)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

/** The fields of a detail as docs/events.md lists them. */
function saidOf(fields: Readonly<Record<string, FieldKind>>): string {
  const said = Object.entries(fields).map(([name, kind]) => `\`${name}\`${markOf(kind)}`);
  return said.join(', ') || 'nothing';
}

function markOf(kind: FieldKind): string {
  if (typeof kind === 'object')
    return ` (**personal**: ${kind.personal.map((name) => `\`${name}\``).join(', ')})`;
  return kind === 'personal' ? ' (**personal**)' : '';
}

/** The tree that src/README.md draws. */
function mapOfSource(): string {
  return /```\n(.*?)```/s.exec(readProjectFile('src/README.md'))?.[1] ?? '';
}

describe('the documents', () => {
  it('list every audit event, no dead one, and say when each is written', () => {
    const rows = rowsOf('docs/events.md');
    expect(rows.map(([name]) => name)).to.deep.equal(auditEventTypes.map((type) => `\`${type}\``));
    for (const [name, when] of rows) expect(when, name).to.have.length.above(10);
  });

  it('say what each audit event has in its detail, and what of it is personal', () => {
    expect(Object.keys(detailFields)).to.have.members(auditEventTypes);
    const expected = auditEventTypes.map((type) => [`\`${type}\``, saidOf(detailFields[type])]);
    expect(rowsOf('docs/events.md').map(([name, , fields]) => [name, fields])).to.deep.equal(expected);
  });

  it('say every refusal and every other code of the API as the code does (npm run documents)', () => {
    expect(readProjectFile('docs/refusals.md')).to.equal(refusalsPage());
    const said = rowsOf('docs/refusals.md').map(([code = '']) => code.slice(1, -1));
    expect(said.toSorted()).to.deep.equal(problemCodes);
  });

  it('say every field of the seeding file as its schema does, and no other (npm run documents)', () => {
    expect(readProjectFile('docs/seeding.md')).to.equal(seedingPage());
    expect(deadNotes()).to.deep.equal([]);
  });

  it('name no command that the Node of a machine cannot run: TypeScript goes by the one that npm brought', () => {
    for (const path of [...documents, 'examples/demo-application/README.md'])
      expect(readProjectFile(path), path).not.to.match(/(?<!npx )\bnode [\w./-]+\.ts\b/);
  });

  it('list every ruling and attack that is cited, and none that no test cites', () => {
    const numbersIn = (text: string) => text.match(/\d+/g) ?? [];
    const rulingsIn = (text: string) =>
      (text.match(/\brulings?\s+\d+(?:(?:,|\s+and|\s+or)\s+\d+)*/gi) ?? []).flatMap(numbersIn);
    const attacksIn = (text: string) => text.match(/\bA-\d\d\b/g) ?? [];
    const cited = (find: (text: string) => readonly string[], ...folders: string[]) =>
      [...new Set(sourceFiles(...folders).flatMap(({ text }) => find(text)))].toSorted();
    const rulings = [...readProjectFile('docs/rulings.md').matchAll(/^(\d+)\. /gm)].map(([, id]) => id);
    expect(cited(rulingsIn, 'src', 'test', 'migrations'), 'rulings').to.have.members(rulings);
    expect(cited(rulingsIn, 'test'), 'rulings with a test').to.have.members(rulings);
    const attacks = [...readProjectFile('docs/attacks.md').matchAll(/^\| (A-\d\d) /gm)].map(([, id]) => id);
    expect(cited(attacksIn, 'src', 'test', 'migrations'), 'attacks').to.have.members(attacks);
    expect(cited(attacksIn, 'test'), 'attacks with a test').to.have.members(attacks);
  });

  it('draw the map of all folders of the source', () => {
    const map = mapOfSource();
    const drawn = [...map.matchAll(/^([\w-]+)\/ /gm)].map(([, name]) => name);
    expect(drawn).to.have.members(foldersIn('src'));
  });

  it('draw no room into that map that is not there', () => {
    const map = mapOfSource();
    let folder = '';
    const rooms = map.split('\n').flatMap((line) => {
      folder = /^([\w-]+)\/ /.exec(line)?.[1] ?? folder;
      const [, names = ''] = /^ {2}((?:[\w-]+\/ +)+)/.exec(line) ?? [];
      return names.split(/\/ +/).flatMap((name) => (name === '' ? [] : [`src/${folder}/${name}`]));
    });
    expect(rooms).to.include('src/policy/rules').and.to.have.length.above(40);
    expect(rooms.filter((room) => !existsSync(join(import.meta.dirname, '../..', room)))).to.deep.equal([]);
  });

  it('say for every folder of the source what it may not import', () => {
    const [, table = ''] = readProjectFile('src/README.md').split('## Who may import whom');
    const named = [...table.matchAll(/^\| ([a-z, -]+?) +\|/gm)].flatMap(([, names = '']) =>
      names.split(', '),
    );
    expect(named.filter((name) => name !== 'folder' && !/^-+$/.test(name))).to.have.members(foldersIn('src'));
  });

  for (const path of documents) {
    it(`name files that exist in ${path}`, () => {
      const text = readProjectFile(path);
      const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target);
      const named = [...text.matchAll(/`?((?:[\w.-]+\/)*[\w.-]+\.(?:ts|yaml|md))\b/g)].map(
        ([, target = '']) => target,
      );
      const missing = [...linked, ...named].filter(
        (target) =>
          !madeByReaders.includes(target) && !isThere(target) && !isThere(join(dirname(path), target)),
      );
      expect(missing).to.deep.equal([]);
    });
  }
});

const everyPath = sourceFiles('src', 'test', 'bench', 'migrations', 'examples').map(({ path }) => path);

/** From the root, or the end of the path of a source file: the walks through the code name files as short as they can. */
function isThere(target: string): boolean {
  const inProject = existsSync(join(import.meta.dirname, '../..', target));
  return inProject || everyPath.some((path) => path.endsWith(`/${target}`));
}
