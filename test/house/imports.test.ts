import { expect } from 'chai';
import { sourceFiles } from './source-files.ts';

const frameworks = ['koa', '@koa/', 'typeorm', 'pg', 'oidc-provider', '@electric-sql/'];
const outer = ['src/storage/', 'src/provider/', 'src/web/', 'src/cli/'];
const domain = [
  'accounts',
  'audit',
  'authenticators',
  'environments',
  'jobs',
  'organizations',
  'seeding',
  'sign-in',
];

/** What the files of a folder may not import; `import type` across a boundary costs nothing at run time and is allowed. */
const rules: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(domain.map((folder) => [folder, [...frameworks, ...outer]])),
  storage: ['koa', '@koa/', 'oidc-provider', 'src/provider/', 'src/web/', 'src/cli/'],
  provider: ['koa', '@koa/', 'typeorm', 'pg', 'src/storage/', 'src/web/', 'src/cli/'],
  web: ['typeorm', 'pg', 'src/storage/', 'src/cli/'],
};

describe('imports', () => {
  for (const [folder, forbidden] of Object.entries(rules)) {
    it(`of ${folder} point inwards only`, () => {
      const offences = sourceFiles(`src/${folder}`).flatMap(({ path, imports }) =>
        imports
          .filter(({ from, isType }) => !isType && forbidden.some((name) => isBelow(from, name)))
          .map(({ from }) => `${path} imports ${from}`),
      );
      expect(offences).to.deep.equal([]);
    });
  }

  it('of policy stay inside, the time zone library apart', () => {
    const offences = sourceFiles('src/policy').flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => !from.startsWith('src/policy/') && from !== 'temporal-polyfill')
        .map(({ from }) => `${path} imports ${from}`),
    );
    expect(offences).to.deep.equal([]);
  });
});

function isBelow(from: string, name: string): boolean {
  return name.endsWith('/') ? from.startsWith(name) : from === name || from.startsWith(`${name}/`);
}
