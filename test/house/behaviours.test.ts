import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import Mocha from 'mocha';
import { pageBehaviours } from '../harness/behaviour-list.ts';
import { behaviourProblems, behaviourTable, idsIn, notShownHere, showingsOf } from '../harness/behaviours.ts';
import { wayOf, wayOfFile, wayOfFolder } from '../harness/ways-to-show.ts';
import { foldersIn, sourceFiles } from './support/source-files.ts';

/** A run with one test. */
function suiteOf(title: string): { readonly root: Mocha.Suite; readonly test: Mocha.Test } {
  const root = new Mocha.Suite('');
  root.root = true;
  const test = new Mocha.Test(title, () => undefined);
  test.file = join(import.meta.dirname, '../sign-in/a.test.ts');
  root.addTest(test);
  return { root, test };
}

const rowOf = (table: string, id: string) => table.split('\n').find((line) => line.startsWith(`| ${id} |`));

describe('the table of behaviours', () => {
  const titles: readonly [title: string, ids: readonly string[]][] = [
    ['a midnight › T8, T12: signs out', ['T8', 'T12']],
    ['is refused (ruling 19)', ['ruling 19']],
    ['neither rulings 8 and 14', ['ruling 8', 'ruling 14']],
    ['D10 was left out, AAL1 is no id, nor is T99', []],
  ];
  for (const [title, ids] of titles) {
    it(`reads from the title "${title}" that it shows ${ids.length} of them`, () => {
      expect(idsIn(title)).to.deep.equal(ids);
    });
  }

  it('lists each test once below its id, sorted, with the way it shows it', () => {
    const file = 'test/policy/local-midnight.test.ts';
    const table = behaviourTable([
      { file: 'test/sign-in/b.test.ts', title: 'T8: ends' },
      { file, title: 'T8: ends' },
      { file, title: 'T8: ends' },
    ]);
    expect(rowOf(table, 'T8')).to.match(/ \| page \| 2 \|$/);
    expect(table).to.contain(
      `### T8\n\n- page · \`test/sign-in/b.test.ts\` · T8: ends\n- rule · \`${file}\` · T8: ends\n`,
    );
    expect(rowOf(table, 'T1')).to.match(/ \| \*\*nothing yet\*\* \| 0 \|$/);
  });

  it('says "API only" of what a page has to do until a browser shows it', () => {
    const [api, browser] = ['test/api/members.test.ts', 'test/browser/join.test.ts'];
    expect(rowOf(behaviourTable([{ file: api, title: 'M2: shows' }]), 'M2')).to.contain('| API only |');
    expect(rowOf(behaviourTable([{ file: browser, title: 'M2: shows' }]), 'M2')).to.contain('| browser |');
    expect(pageBehaviours.flatMap(idsIn)).to.deep.equal(pageBehaviours);
  });

  it('is not filled by its own tests', () => {
    const { test } = suiteOf('T8: ends');
    test.file = import.meta.filename;
    expect(showingsOf([test])).to.deep.equal([]);
  });

  it('stands after a run only where all of its tests ran', () => {
    const { root, test } = suiteOf('T8: ends');
    const document = behaviourTable(showingsOf([test]));
    expect(behaviourProblems(root, document)).to.deep.equal(['did not run: T8: ends']);
    test.state = 'passed';
    expect(behaviourProblems(root, document)).to.deep.equal([]);
    const renamed = suiteOf('T8: keeps');
    renamed.test.state = 'passed';
    expect(behaviourProblems(renamed.root, document)).to.deep.equal([
      'missing: - page · `test/sign-in/a.test.ts` · T8: keeps',
      'too much: - page · `test/sign-in/a.test.ts` · T8: ends',
    ]);
    expect(notShownHere(root)).to.deep.equal([]);
  });

  it('knows for every folder of tests how it shows anything', () => {
    const folders = Object.keys(wayOfFolder);
    const [nested, top] = [
      folders.filter((name) => name.includes('/')),
      folders.filter((name) => !name.includes('/')),
    ];
    expect(foldersIn('test').filter((name) => name !== 'harness')).to.have.members(top);
    for (const name of nested) expect(existsSync(`test/${name}`), name).to.equal(true);
    const files = sourceFiles('test').map(({ path }) => path);
    expect(files).to.include.members(Object.keys(wayOfFile));
    expect(wayOf('test/attacks/http/in-chromium.test.ts')).to.equal('browser');
  });
});

describe('tests that need what a machine may lack', () => {
  it('say so by withNeeds, and are not left out without a word', () => {
    const silent = sourceFiles('test')
      .filter(({ path }) => path.endsWith('.test.ts'))
      .filter(({ text }) =>
        /^ *(?:if|else if) \((?:postgresServer|has[A-Z]\w*\(|executablePath|chromium)\b/m.test(text),
      )
      .map(({ path }) => path);
    // One sets itself up in another way there.
    expect(silent).to.deep.equal(['test/audit/activity-command.test.ts']);
  });
});
