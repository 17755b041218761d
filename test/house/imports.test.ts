import { isBuiltin } from 'node:module';
import { expect } from 'chai';
import { foldersIn, type Import, importsOf, readProjectFile, sourceFiles } from './support/source-files.ts';

const frameworks = ['koa', '@koa/', 'oidc-provider', 'typeorm', 'pg', 'pg-boss', '@electric-sql/'];
const outer = ['src/storage/', 'src/provider/', 'src/web/', 'src/cli/'];

/** Types, rules, operations and the interfaces of the stores they need; whoever stores or renders depends on them. */
const inner = [
  'audit',
  'authenticators',
  'config',
  'documents',
  'enrollment',
  'environments',
  'extensions',
  'idempotency',
  'instance',
  'jobs',
  'limits',
  'links',
  'logging',
  'long-jobs',
  'mail',
  'notices',
  'operations',
  'organizations',
  'outbound',
  'passwords',
  'people',
  'plans',
  'refusal',
  'sealing',
  'seeding',
  'self-service',
  'sign-in',
  'time',
];

/** What the files of a folder may not import, not even as a type. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(inner.map((folder) => [folder, [...frameworks, ...outer]])),
  storage: ['koa', '@koa/', 'oidc-provider', 'src/web/', 'src/cli/'],
  provider: ['@koa/', 'typeorm', 'pg', 'pg-boss', '@electric-sql/', 'src/storage/', 'src/web/', 'src/cli/'],
  web: ['typeorm', 'pg', 'pg-boss', '@electric-sql/', 'src/storage/', 'src/cli/'],
  cli: frameworks,
};

/** What they may import as a type alone. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  storage: ['src/provider/'],
  provider: ['koa'],
  web: ['oidc-provider'],
};

/** Where alone a package may be imported as more than a type. */
const owners: Readonly<Record<string, string>> = {
  '@electric-sql/': 'src/storage/',
  '@koa/': 'src/web/',
  '@node-rs/argon2': 'src/passwords/',
  '@simplewebauthn/server': 'src/authenticators/',
  bcryptjs: 'src/passwords/',
  bowser: 'src/authenticators/browser.ts',
  commander: 'src/cli/',
  'csv-parse': 'src/documents/address-list.ts',
  ejs: 'src/web/pages/templates.ts',
  koa: 'src/web/',
  nodemailer: 'src/mail/',
  'oidc-provider': 'src/provider/',
  otplib: 'src/authenticators/',
  pg: 'src/storage/',
  'pg-boss': 'src/storage/database/queue.ts',
  pino: 'src/logging/logger.ts',
  piscina: 'src/passwords/hash-threads.ts',
  qrcode: 'src/web/pages/qr-picture.ts',
  sharp: 'src/organizations/profile/brand-logo.ts',
  typeorm: 'src/storage/',
};

/** Files outside the folders that may put storage and what uses it together. */
const wiring = ['src/countersign.ts', 'src/index.ts', 'src/main.ts'];

function offences(folder: string, isOffence: (imported: Import, path: string) => boolean): string[] {
  return sourceFiles(folder).flatMap(({ path, imports }) =>
    imports
      .filter((imported) => isOffence(imported, path))
      .map(({ from, isType }) => `${path} imports ${isType ? 'the type ' : ''}${from}`),
  );
}

function isBelow(from: string, name: string): boolean {
  return name.endsWith('/') ? from.startsWith(name) : from === name || from.startsWith(`${name}/`);
}

describe('imports', () => {
  for (const [folder, names] of Object.entries(forbidden)) {
    it(`of ${folder} point inwards only`, () => {
      const soft = typesOnly[folder] ?? [];
      const isOffence = ({ from, isType }: Import) =>
        names.some((name) => isBelow(from, name)) || (!isType && soft.some((name) => isBelow(from, name)));
      expect(offences(`src/${folder}`, isOffence)).to.deep.equal([]);
    });
  }

  it('of policy stay inside, the time zone library apart', () => {
    const isOffence = ({ from }: Import) =>
      !from.startsWith('src/policy/') && !isBelow(from, 'temporal-polyfill');
    expect(offences('src/policy', isOffence)).to.deep.equal([]);
  });

  it('have a rule in every folder', () => {
    expect([...Object.keys(forbidden), 'policy']).to.have.members(foldersIn('src'));
  });

  it('of a foreign package stay in the place that hides it', () => {
    const isOffence = ({ from, isType }: Import, path: string) =>
      !isType &&
      Object.entries(owners).some(([name, owner]) => isBelow(from, name) && !path.startsWith(owner));
    expect(offences('src', isOffence)).to.deep.equal([]);
  });

  it('of the provider library in web are types of the files that dress its pages', () => {
    const isOffence = ({ from }: Import, path: string) =>
      isBelow(from, 'oidc-provider') && !/^src\/web\/provider\//.test(path);
    expect(offences('src/web', isOffence)).to.deep.equal([]);
  });

  it('of storage are for those who wire', () => {
    const isOffence = ({ from, isType }: Import, path: string) =>
      isBelow(from, 'src/storage/') &&
      !isType &&
      !path.startsWith('src/storage/') &&
      !path.startsWith('src/cli/') &&
      !wiring.includes(path);
    expect(offences('src', isOffence)).to.deep.equal([]);
  });

  it('never reach from the product into its tests and benches', () => {
    const isOffence = ({ from }: Import) => isBelow(from, 'test/') || isBelow(from, 'bench/');
    expect(offences('src', isOffence)).to.deep.equal([]);
  });

  it('name packages that an installation without development packages has', () => {
    const { dependencies } = JSON.parse(readProjectFile('package.json'));
    const isOffence = ({ from, isType }: Import) =>
      !isType &&
      !/^(src|migrations|examples)\//.test(from) &&
      !isBuiltin(from) &&
      !isDeclared(from, dependencies);
    expect(offences('src', isOffence)).to.deep.equal([]);
  });

  it('are all seen by these tests', () => {
    const text = [
      "import 'alone';",
      "import type { A } from '../b.ts';",
      "import {\n  c,\n  type D,\n} from 'several-lines';",
      "export { e } from './e.ts';",
      "const f = await import('later');",
    ].join('\n');
    expect(importsOf(text, 'src/x/y.ts')).to.deep.equal([
      { from: 'alone', isType: false },
      { from: 'src/b.ts', isType: true },
      { from: 'several-lines', isType: false },
      { from: 'src/x/e.ts', isType: false },
      { from: 'later', isType: false },
    ]);
  });
});

function isDeclared(from: string, dependencies: Readonly<Record<string, string>>): boolean {
  return Object.keys(dependencies).some((name) => isBelow(from, name));
}
