import { expect } from 'chai';
import { sourceFiles } from './support/source-files.ts';

/** What ends sessions in the database: methods of stores. */
const ending =
  /\b(?:accounts|authenticators|sessions)\.(?:endSessions|endSessionsOf|setDeactivated|replacePassword|changePassword|markForReset|requireNewPassword|markEnrolled|end)\(/;

/** What tells applications of it, by itself or through an operation that does. */
const telling = /\boutbox\.(?:logout|tellApplications)\(|\bend(?:My)?OtherSessions\(/;

describe('whatever ends sessions', () => {
  it('tells the applications, in the same file', () => {
    const operations = sourceFiles('src').filter(({ text }) => ending.test(text));
    expect(operations.length).to.be.above(3);
    const silent = operations.filter(({ text }) => !telling.test(text)).map(({ path }) => path);
    expect(silent).to.deep.equal([]);
  });

  it('knows every statement that raises an epoch', () => {
    const stores = sourceFiles('src/storage').map(({ text }) => text);
    const raising = stores.flatMap((text) => text.match(/epoch = epoch \+ 1/g) ?? []);
    expect(raising).to.have.length(7);
  });
});
