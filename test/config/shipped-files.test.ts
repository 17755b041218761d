import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/config.ts';
import { environmentVariables } from '../../src/config/settings.ts';

const folder = join(import.meta.dirname, '../../config');
const readShipped = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('shipped configuration files', () => {
  it('lists in defaults.yaml every setting of the code and no other', () => {
    const result = loadConfig({}, readShipped);
    const { production: _, ...settings } = result.ok ? result.config : {};
    const inFile: unknown = parse(readShipped('defaults.yaml'));
    expect(keysOf(inFile)).to.have.members([...keysOf({ ...settings, plans: null })]);
  });

  for (const name of ['defaults.yaml', 'plans.yaml']) {
    it(`changes nothing when ${name} is used as it is`, () => {
      expect(loadConfig({ COUNTERSIGN_CONFIG: name }, readShipped)).to.deep.equal(
        loadConfig({}, readShipped),
      );
    });
  }

  it('names in defaults.yaml the environment variable of each setting that has one', () => {
    const text = readShipped('defaults.yaml');
    for (const [key, variable] of Object.entries(environmentVariables)) {
      expect(text).to.match(new RegExp(`# ${variable}\\. [^]*?\\n${key}:`), variable);
    }
  });

  it('explains each setting of defaults.yaml in a comment right above it', () => {
    const lines = readShipped('defaults.yaml').split('\n');
    const unexplained = lines.filter((line, index) => isSetting(line) && !isExplained(lines, index));
    expect(unexplained).to.deep.equal([]);
  });
});

function isSetting(line: string): boolean {
  return /^\s*\w+:/.test(line) && line !== 'totp:';
}

function isExplained(lines: readonly string[], index: number): boolean {
  return lines[index - 1]?.trimStart().startsWith('# ') ?? false;
}

function keysOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${prefix}/${key}`));
}
