import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import ejs from 'ejs';
import { bannerOf } from '../../banner/countersign-banner.js';

/** The root of the project has no such package, and checks these types all the same. */
const handlebars: { compile(template: string): (values: object) => string } = createRequire(import.meta.url)(
  'handlebars',
);

const document = readFileSync(join(import.meta.dirname, '../../docs/banner.md'), 'utf8');

/** The one block of code in a language. */
function codeIn(language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(document) ?? [];
  if (code === undefined) throw new Error(`no ${language} in docs/banner.md`);
  return code;
}

const issuer = 'https://id.example';
const now = Date.parse('2026-11-28T13:00:00Z');
const deadline = '2026-11-30T23:00:00.000Z';
const claimOf = (by: string | null) => ({ 'a&b': { id: '1', roles: [], mfa: { by, deadline } } });

/** What every template has to say, and the same for whoever has proven a second factor: nothing. */
const said =
  /<countersign-banner deadline="2026-11-30T23:00:00[^"]*">\s*<strong>a&amp;b requires two-step sign-in, in 3 days\.<\/strong>\s*<a href="https:\/\/id\.example\/account\/security">Set it up<\/a>\s*<\/countersign-banner>/;

/** Runs a program of another language on the claims, and answers what it printed. */
function printed(command: string, name: string, program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-banner-'));
  try {
    writeFileSync(join(folder, name), program);
    const claims = JSON.stringify([claimOf(null), claimOf('proof'), null]);
    const { status, stdout, stderr } = spawnSync(command, [join(folder, name), claims], { encoding: 'utf8' });
    expect(status, stderr).to.equal(0);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const succeeds = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

function needs(context: Mocha.Context, isThere: boolean, what: string): void {
  if (isThere) return;
  console.log(`skipped: ${context.test?.fullTitle()}, since ${what} is missing`);
  context.skip();
}

describe('docs/banner.md', () => {
  const shown = (render: (banner: unknown) => string) =>
    [claimOf(null), claimOf('proof'), null].map((claim) => render(bannerOf(claim, { issuer, now })));

  it('shows a banner by EJS', () => {
    const [first = '', ...rest] = shown((banner) => ejs.render(codeIn('ejs'), { banner }));
    expect(first).to.match(said);
    expect(rest.join('').trim()).to.equal('');
  });

  it('shows a banner by Handlebars', () => {
    const template = handlebars.compile(codeIn('handlebars'));
    const [first = '', ...rest] = shown((banner) => template({ banner }));
    expect(first).to.match(said);
    expect(rest.join('').trim()).to.equal('');
  });

  it('shows a banner by Python and Jinja', function () {
    needs(this, succeeds('/usr/bin/python3', '-c', 'import jinja2'), 'python3-jinja2');
    const program = `import json, sys\nimport jinja2\n${codeIn('python')}
template = jinja2.Environment(autoescape=True).from_string(${JSON.stringify(codeIn('jinja'))})
now = datetime.fromisoformat("2026-11-28T13:00:00+00:00")
for claim in json.loads(sys.argv[1]):
    print(template.render(banner=banner_of(claim, "${issuer}", now)))
`;
    const out = printed('/usr/bin/python3', 'banner.py', program);
    expect(out).to.match(said);
    expect(out.match(/<countersign-banner/g)).to.have.length(1);
  });

  it('shows a banner by Ruby and ERB', function () {
    needs(this, succeeds('/usr/bin/ruby', '-e', 'require "erb"'), 'ruby');
    const program = `require 'erb'\nrequire 'json'\n${codeIn('ruby')}
JSON.parse(ARGV[0]).each do |claim|
  banner = banner_of(claim, '${issuer}', Time.iso8601('2026-11-28T13:00:00Z'))
  puts ERB.new(<<~'TEMPLATE').result(binding)
${codeIn('erb')}
TEMPLATE
end
`;
    const out = printed('/usr/bin/ruby', 'banner.rb', program);
    expect(out).to.match(said);
    expect(out.match(/<countersign-banner/g)).to.have.length(1);
  });
});
