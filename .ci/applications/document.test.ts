import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sharedServer } from '../../test/harness/server.ts';
import { seed } from '../../test/harness/world.ts';
import { recipeNames, recipeOf } from './recipes.ts';
import { trials as debian } from './trials-debian.ts';
import { nodeRed, trials as npm } from './trials-npm.ts';

const tried = [...debian, ...npm, nodeRed].map(({ recipe }) => recipe);

describe('the list of packages that .ci/run installs', () => {
  it('is what the recipes need', () => {
    const listed = readFileSync(join(import.meta.dirname, 'debian-packages'), 'utf8')
      .trim()
      .split('\n');
    expect(listed).to.have.members([...new Set(debian.flatMap(({ packages }) => packages))]);
  });
});

describe('docs/applications.md', () => {
  it('says of each recipe when it was run, and of those that run here alone that they do', () => {
    const said = recipeNames().filter((name) => /^Tried with .*run by\s`\.ci\/run`/ms.test(firstOf(name)));
    expect(said).to.have.members(tried);
    const others = recipeNames().filter((name) => !tried.includes(name));
    for (const name of others) expect(firstOf(name), name).to.match(/last run .*(?:\d|2026)/is);
  });

  it('names the versions that run here', () => {
    const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));
    const named = Object.entries<string>(dependencies).filter(([name]) => recipeNames().includes(name));
    expect(named).to.have.length.above(3);
    for (const [name, version] of named) expect(firstOf(name)).to.contain(`Tried with ${version},`);
  });

  it('has registrations that can be applied', async () => {
    const server = { ...(await sharedServer()), resources: ['https://api.example.com'] };
    const clients = recipeNames().map((name, index) => ({
      ...recipeOf(name).registration,
      client_id: `registration-${index}`,
    }));
    const changes = await seed(server, { clients });
    expect(changes).to.have.length(clients.length);
  });
});

/** The first words of a recipe. */
function firstOf(name: string): string {
  return recipeOf(name).text.trimStart().split('\n\n')[0] ?? '';
}
