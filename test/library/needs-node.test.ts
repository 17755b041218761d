import { expect } from 'chai';
import { isNewEnough, tooOld } from '../../src/needs-node.ts';
import { readProjectFile } from '../house/support/source-files.ts';

describe('the Node that the package runs on', () => {
  const versions: readonly [version: string, isEnough: boolean][] = [
    ['18.20.8', false],
    ['20.19.4', false],
    ['22.12.0', false],
    ['22.13.0', true],
    ['23.0.0', true],
    ['24.21.0', true],
    ['100.0.0', true],
  ];
  for (const [version, isEnough] of versions)
    it(`is ${isEnough ? '' : 'not '}${version}`, () => {
      expect(isNewEnough(version)).to.equal(isEnough);
    });

  it('is told in one sentence to whoever imports it with an older one', () => {
    expect(tooOld('20.19.4')).to.match(
      /^countersign needs Node 22\.13 or newer, and this is Node 20\.19\.4: .*\.$/,
    );
  });

  it('comes along where npm has it for the machine, and installs with what that has', () => {
    const { engines, optionalDependencies } = JSON.parse(readProjectFile('package.json'));
    expect(engines.node).to.equal('>=20.19');
    const launcher = readProjectFile('src/cli/launch.mjs');
    const known = [...launcher.matchAll(/: '([\w-]+)\/bin\/node/g)].map(([, name]) => name);
    expect(known).to.have.members(Object.keys(optionalDependencies));
    expect(launcher, 'the same least version').to.contain('[22, 13]');
  });
});
