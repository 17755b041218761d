import { expect } from 'chai';
import { auditEventTypes } from '../../src/audit/event.ts';
import { refusalCodes } from '../../src/refusal.ts';
import { sourceFiles } from './source-files.ts';

const mostLines = 260;

function offences(folders: readonly string[], pattern: RegExp): string[] {
  return folders
    .flatMap(sourceFiles)
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path);
}

describe('the house', () => {
  it('has no any, switched-off check or default export', () => {
    expect(
      offences(
        ['src', 'migrations'],
        /:\s*any\s*[;,)=\]>|]|\bas any\b|@ts-(ignore|expect-error)|export default/,
      ),
    ).to.deep.equal([]);
  });

  it('takes the time as an argument in the rules', () => {
    expect(
      offences(['src/policy', 'src/organizations', 'src/authenticators'], /Date\.now\(\)|new Date\(\)/),
    ).to.deep.equal([]);
  });

  it('prints only from the command line', () => {
    const printing = offences(['src'], /console\.(log|error|warn)\(/);
    expect(printing.filter((path) => !path.startsWith('src/cli/'))).to.deep.equal([]);
  });

  it('keeps a file to one topic', () => {
    const long = sourceFiles('src').filter(({ text }) => text.split('\n').length > mostLines);
    expect(long.map(({ path }) => path)).to.deep.equal([]);
  });

  it('records every audit event that it lists', () => {
    const code = sourceFiles('src').filter(({ path }) => path !== 'src/audit/event.ts');
    const dead = auditEventTypes.filter((type) => !code.some(({ text }) => text.includes(`'${type}'`)));
    expect(dead).to.deep.equal([]);
  });

  it('throws every refusal that it lists', () => {
    const code = sourceFiles('src').filter(({ path }) => !/refusals?\.ts$/.test(path));
    const dead = refusalCodes.filter((name) => !code.some(({ text }) => text.includes(`'${name}'`)));
    expect(dead).to.deep.equal([]);
  });
});
