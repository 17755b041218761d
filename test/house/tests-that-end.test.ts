import { expect } from 'chai';
import { sourceFiles } from './support/source-files.ts';

/** Calls that leave something open: a server, a socket, a process, a browser, a pool. */
const opener =
  /\b(?:createServer|createConnection|chromium\.launch|spawn|fork|openDatabase)\(|\bnew (?:Client|Pool|Worker|SMTPServer|Agent)\(/;

/** Files that close by themselves whatever happens, in a `finally` or a hook that closes what was noted at once. */
const closing = [
  'test/cli/cannot-start.test.ts',
  'test/locks/deadlocks.test.ts',
  'test/locks/support/pairs.ts',
  'test/mail/smtp-transport.test.ts',
  'test/processes/stop.test.ts',
  'test/provider/post-form.test.ts',
  'test/web/http/security-headers.test.ts',
];

/** Loops that end when something else happens; `until` gives up some time, they would not. */
const waiting = /\bfor \(;;\)|\bwhile \((?:true\)|!?\(?await\b)/;

/** They count towards an end of their own. */
const counting = [
  'test/audit/chain-order.test.ts',
  'test/faults/support/surge-figures.ts',
  'test/harness/raw-connection.ts',
  'test/jobs/retries.test.ts',
  'test/policy/steps-arrive.test.ts',
];

const tests = sourceFiles('test').filter(({ path }) => !path.startsWith('test/house/'));
const pathsWith = (pattern: RegExp) => tests.filter(({ text }) => pattern.test(text));

describe('a test that fails', () => {
  it('leaves nothing open, since whatever opens says so to closedAtLast', () => {
    const opening = pathsWith(opener);
    expect(opening).to.have.length.above(15);
    const open = opening.filter(({ text }) => !text.includes('closedAtLast(')).map(({ path }) => path);
    expect(open).to.deep.equal(closing);
  });

  it('does not wait for ever, since whatever waits does so in until', () => {
    const endless = pathsWith(waiting).map(({ path }) => path);
    expect(endless).to.deep.equal(counting);
  });
});

describe('a test cannot pass by', () => {
  const vague: readonly [name: string, pattern: RegExp, example: string][] = [
    ['asking only whether something is there', /\.to\.(?:exist|be\.ok)\b/, 'expect(a).to.exist;'],
    ['not throwing', /\bto\.not\.throw\(|\bnot\.to\.throw\(/, 'expect(f).to.not.throw();'],
    ['asking nothing of what it expects', /^\s*expect\([^()]*\);$/m, '  expect(isThere);\n'],
    ['swallowing whatever fails', /\.catch\(\(\) => (?:\{\}|undefined)\)/, 'await f().catch(() => {});'],
    ['an assertion that is never called', /\.to\.be\.(?:an|instanceOf|equal)$/m, 'expect(a).to.be.an\n'],
  ];
  for (const [name, pattern, example] of vague) {
    it(name, () => {
      expect(example).to.match(pattern);
      expect(pathsWith(pattern).map(({ path }) => path)).to.deep.equal([]);
    });
  }
});
