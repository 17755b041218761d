import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { auditEventTypes } from '../../src/audit/event.ts';
import { environmentVariables } from '../../src/config/settings.ts';
import { refusalCodes } from '../../src/refusal.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The first cells of the rows of a table, as far as they are code. */
function firstCells(path: string): string[] {
  return [...read(path).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
}

describe('the documents', () => {
  it('list every audit event and no dead one', () => {
    expect(firstCells('docs/events.md')).to.deep.equal([...auditEventTypes]);
  });

  it('list every refusal and no dead one', () => {
    expect(firstCells('docs/refusals.md')).to.deep.equal([...refusalCodes]);
  });

  it('name every environment variable in the README', () => {
    const readme = read('README.md');
    const missing = Object.values(environmentVariables).filter((name) => !readme.includes(`\`${name}\``));
    expect(missing).to.deep.equal([]);
  });

  it('connect an application with code that the type checker has seen', () => {
    const checked = read('examples/connect-an-application.ts').split('\n\nexport {')[0] ?? '';
    expect(read('README.md')).to.contain(`\`\`\`ts\n${checked}\n\`\`\``);
  });

  it('register it with a file that apply takes', () => {
    const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(read('README.md')) ?? [];
    expect(readSeedingDocument(yaml)).to.have.property('ok', true);
  });

  it('show commands and programs that exist', () => {
    const scripts = JSON.parse(read('package.json')).scripts;
    for (const name of ['demo', 'test', 'start', 'countersign']) expect(scripts).to.have.property(name);
    for (const [path = ''] of read('README.md').matchAll(/bench\/[\w-]+\.ts/g))
      expect(read(path)).not.to.equal('');
  });
});
