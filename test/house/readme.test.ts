import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/config.ts';
import { environmentVariables } from '../../src/config/settings.ts';
import { acrOfLevel } from '../../src/policy/factors/acr.ts';
import { amrOf, levelOf } from '../../src/policy/factors/amr.ts';
import type { Proofs } from '../../src/policy/facts.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { readProjectFile } from './support/source-files.ts';

const readme = readProjectFile('README.md');

/** The text under a heading, up to the next of its kind. */
function section(heading: string): string {
  const [, after = ''] = readme.split(`\n## ${heading}\n`);
  return after.split('\n## ')[0] ?? '';
}

function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

function noFile(): never {
  throw new Error('no file is named');
}

describe('the README', () => {
  it('begins with two commands that exist', () => {
    const { scripts } = JSON.parse(readProjectFile('package.json'));
    const commands = [...section('Two commands').matchAll(/npm (?:run )?(\w+) {2}/g)].map(([, name]) => name);
    expect(commands).to.deep.equal(['demo', 'test']);
    expect(scripts).to.include.all.keys('demo', 'test', 'start', 'countersign');
  });

  it('introduces people of the demo who are there', () => {
    const { users } = parse(readProjectFile('config/demo.yaml'));
    const firstNames = users.map(({ name }: { name: string }) => name.split(' ')[0]);
    const introduced = [...section('Five minutes').matchAll(/\*\*(\w+)\*\*/g)].map(([, name]) => name);
    expect(introduced).to.have.length.above(2);
    expect(firstNames).to.include.members(introduced);
  });

  it('connects an application with code that the type checker has seen', () => {
    const checked = readProjectFile('examples/connect-an-application.ts');
    expect(section('Connect an application')).to.contain(`\`\`\`js\n${checked}\`\`\``);
  });

  it('registers it with a file that apply takes, at a port that neither the demo nor its application has', () => {
    const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(section('Connect an application')) ?? [];
    expect(readSeedingDocument(yaml)).to.have.property('ok', true);
    const { clients } = parse(yaml);
    const [, code = ''] = section('Connect an application').split('```js');
    expect(code).to.contain(`'${clients[0].client_id}'`).and.contain(`'${clients[0].redirect_uris[0]}'`);
    expect(new URL(clients[0].redirect_uris[0]).port).not.to.be.oneOf(['3000', '4000', '5000']);
  });

  it('switches the demo with the operator that the demo has', () => {
    const { clients } = parse(readProjectFile('config/demo.yaml'));
    const { client_id, client_secret } = clients.at(-1);
    expect(section('Admin and self-service API')).to.contain(`-u ${client_id}:${client_secret} `);
    expect(readProjectFile('examples/enforcement.mjs'))
      .to.contain(`'${client_id}'`)
      .and.contain(`'${client_secret}'`);
  });

  const key = { at: 1, userVerified: true };
  const proven: readonly [words: string, proofs: Proofs][] = [
    ['password', { passwordAt: 1 }],
    ['password and TOTP', { passwordAt: 1, totpAt: 1 }],
    ['password and recovery code', { passwordAt: 1, recoveryCodeAt: 1 }],
    ['password and security key', { passwordAt: 1, webauthn: { ...key, hardwareBound: true } }],
    ['password and synced passkey', { passwordAt: 1, webauthn: { ...key, hardwareBound: false } }],
  ];
  it('says of each proof the amr and acr that tokens carry', () => {
    const [, table = ''] = readme.split('### What the token says');
    const expected = proven.map(([words, proofs]) => [
      words,
      `\`${amrOf(proofs).join(' ')}\``,
      `\`${acrOfLevel(levelOf(proofs))}\``,
    ]);
    expect(rowsOf(table.split('\n## ')[0] ?? '')).to.deep.equal(expected);
  });

  it('lists every environment variable with the default of the code', () => {
    const loaded = loadConfig({}, noFile);
    const defaults: Readonly<Record<string, unknown>> = loaded.ok ? { ...loaded.config } : {};
    const rows = new Map(rowsOf(section('Configuration')).map(([name, value]) => [name, value]));
    for (const [setting, variable] of Object.entries(environmentVariables)) {
      const expected = defaults[setting];
      if (expected === null) expect(rows.get(`\`${variable}\``), variable).to.match(/^[^`]{3,}/);
      else expect(rows.get(`\`${variable}\``), variable).to.equal(`\`${expected}\``);
    }
    expect([...rows.keys()]).to.have.members(
      Object.values(environmentVariables).map((variable) => `\`${variable}\``),
    );
  });

  it('shows a production environment that starts', () => {
    const [, block = ''] = /```sh\n(.*?)```/s.exec(section('In production')) ?? [];
    const env = Object.fromEntries(
      [...block.matchAll(/^([A-Z_]+)=(\S+)/gm)].map(([, name, value]) => [name, value]),
    );
    expect(env).to.include.keys('NODE_ENV', 'ISSUER', 'DATABASE_URL', 'SECRET_KEYS');
    const key = Buffer.alloc(32, 1).toString('base64');
    expect(loadConfig({ ...env, SECRET_KEYS: key }, noFile)).to.have.property('ok', true);
  });

  it('lists the commands that there are', () => {
    const files = readdirSync(join(import.meta.dirname, '../../src/cli'));
    const commands = files.flatMap((file) =>
      [...readProjectFile(`src/cli/${file}`).matchAll(/new Command\('(\w+)'\)/g)].map(
        ([, name]) => name ?? '',
      ),
    );
    expect(commands).to.have.length.above(8);
    for (const name of commands) expect(section('Command line'), name).to.match(new RegExp(`\\b${name}\\b`));
  });

  it('quotes figures of programs that exist', () => {
    const programs = [...section('Figures').matchAll(/npx node (bench\/[\w-]+\.ts)/g)].map(
      ([, path = '']) => path,
    );
    expect(programs).to.have.length.above(1);
    for (const path of programs) expect(readProjectFile(path)).to.contain('import');
  });
});
