import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isNewEnough } from '../../src/needs-node.ts';
import { copyOfCheckout, lendPackages, newFolder } from './checkout.ts';
import { freePort, isWithoutRegistry, run, runUntil } from './commands.ts';

const root = join(import.meta.dirname, '../..');
const compiler = join(root, 'node_modules/.bin/tsc');

/** Strict, and of the libraries' own declarations nothing is left out. */
const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  lib: ['es2024'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
};

/** The example as an application elsewhere writes it. */
function adoption(): string {
  const example = readFileSync(join(root, 'examples/existing-provider/app.ts'), 'utf8');
  return example.replace('../../src/index.ts', 'countersign');
}

const adopting = `
import { openDatabase } from 'countersign';
import { startApp } from './app.ts';

const database = await openDatabase({
  databaseUrl: null,
  dataDirectory: 'memory',
  poolSize: 1,
  statementTimeoutMs: 3000,
  poolWaitMs: 3000,
  onPoolError: console.error,
});
const port = Number(process.env.PORT);
const issuer = \`http://localhost:\${port}\`;
const app = await startApp({ issuer, port, database, key: Buffer.alloc(32, 7) });
const answer = await fetch(\`\${issuer}/.well-known/openid-configuration\`);
const discovery = (await answer.json()) as { readonly issuer: string };
console.log(\`discovered \${discovery.issuer}\`);
await app.close();
process.exit(0);
`;

describe('the package', () => {
  let clone: string;
  let project: string;
  let packed: readonly string[];

  before(async function () {
    clone = copyOfCheckout();
    lendPackages(clone);
    const { code, shown } = await run(`npm pack --json --pack-destination ${clone} 2>/dev/null`, {
      cwd: clone,
    });
    expect(code, shown).to.equal(0);
    const [{ files, filename }] = JSON.parse(shown.slice(shown.indexOf('[\n')));
    packed = files.map(({ path }: { readonly path: string }) => path);
    project = newFolder('project');
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const { version } = JSON.parse(
      readFileSync(join(root, 'node_modules/oidc-provider/package.json'), 'utf8'),
    );
    const wanted = `${join(clone, filename)} oidc-provider@${version}`;
    const installed = await run(`npm install --prefer-offline --no-audit --no-fund ${wanted}`, {
      cwd: project,
    });
    if (isWithoutRegistry(installed)) {
      console.log('skipped: the package in a project of its own, since npm reaches no registry');
      this.skip();
    }
    expect(installed.code, installed.shown).to.equal(0);
    expect(installed.shown).not.to.match(/required: .*20\.19|package: 'countersign@/);
  });

  after(() => {
    for (const folder of [clone, project]) if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  function compiled(file: string) {
    const options = { ...compilerOptions, allowImportingTsExtensions: true };
    const settings = { compilerOptions: options, files: [file] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(settings));
    return run(`${compiler} --project .`, { cwd: project });
  }

  it('has what it needs, and neither tests nor anything else of the checkout', () => {
    const places = new Set(packed.map((path) => path.split('/')[0]));
    const expected = [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'banner',
      'config',
      'dist',
      'docs',
      'examples',
      'package.json',
      'src',
      'views',
    ];
    expect([...places]).to.have.members(expected);
    expect(packed.filter((path) => /\.test\.|(?<!\.d)\.ts$|tsbuildinfo/.test(path))).to.deep.equal([]);
    expect(packed).to.include.members(['dist/src/index.js', 'dist/src/index.d.ts', 'src/cli/launch.mjs']);
    expect(packed.filter((path) => path.startsWith('src/'))).to.have.length(1);
  });

  it('has types that strict TypeScript resolves to the last', async () => {
    writeFileSync(join(project, 'app.ts'), adoption());
    writeFileSync(join(project, 'adopt.ts'), adopting);
    const resolved = await compiled('adopt.ts');
    expect(resolved).to.deep.equal({ code: 0, shown: '' });
    const wrong = `import { createLogger } from 'countersign';\ncreateLogger(1);\n`;
    writeFileSync(join(project, 'wrong.ts'), wrong);
    expect((await compiled('wrong.ts')).shown).to.match(/wrong\.ts.*not assignable/);
  });

  it('is adopted by an application that runs node-oidc-provider already', async () => {
    const env = { PORT: String(await freePort()) };
    const { code, shown } = await run(`${process.execPath} adopt.ts`, { cwd: project, env });
    expect(shown).to.contain(`discovered http://localhost:${env.PORT}\n`);
    expect(code).to.equal(0);
  });

  it('says at once, in one sentence, on which Node it cannot be imported', async function () {
    const { shown: version } = await run('node --print process.versions.node', { cwd: project });
    if (isNewEnough(version.trim())) this.skip();
    const { code, shown } = await run(`node --eval "import('countersign')"`, { cwd: project });
    expect(code).to.equal(1);
    expect(shown).to.match(/^Error: countersign needs Node 22\.13 or newer, and this is Node 20/m);
  });

  it('runs the demo until it is ready, and stops it', async () => {
    const env = { PORT: String(await freePort()) };
    const demo = await runUntil(/^ready .*$/m, 'npx countersign demo', { cwd: project, env });
    expect(demo.shown()).to.contain(`ready http://localhost:${env.PORT}`);
    const page = await fetch(`http://localhost:${env.PORT}/.well-known/openid-configuration`);
    expect(page.status).to.equal(200);
    const application = await fetch(`http://localhost:${Number(env.PORT) + 1000}/style.css`);
    expect(application.headers.get('content-type')).to.match(/^text\/css/);
    await demo.stop();
    const { code } = await run('npx countersign doctor --json', {
      cwd: project,
      env: { DATA_DIR: '.countersign/demo' },
    });
    expect(code, 'the database is free and whole').to.equal(0);
  });
});
