import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { threadCount } from '../../src/passwords/hash-threads.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';

const bcrypt12 = '$2b$12$......................5LhhTDo.CGNfQ5KYKgOh4yfE4m0jXKy';

describe('the threads that hash', () => {
  it('answer in the order in which they were asked', async () => {
    const hasher = createPasswordHasher();
    const answered: number[] = [];
    const ask = (index: number) => hasher.verify(null, 'x').then(() => void answered.push(index));
    await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index)));
    // Two threads may overtake each other by one.
    expect(
      answered.every((index, at) => Math.abs(index - at) <= 2),
      answered.join(),
    ).to.equal(true);
  });

  it('answer as soon as they are done, whatever lies ready behind it', async () => {
    const hasher = createPasswordHasher();
    const answeredAt: number[] = [];
    const slow = () =>
      hasher.verify(bcrypt12, 'x').then(() => void answeredAt.push(Math.round(performance.now())));
    await Promise.all([slow(), slow(), slow(), slow(), slow()]);
    // Each takes a third of a second; as many as there are threads may end together.
    for (let at = threadCount; at < answeredAt.length; at += 1)
      expect((answeredAt[at] ?? 0) - (answeredAt[at - threadCount] ?? 0), answeredAt.join()).to.be.above(50);
  });

  it('that cannot start keep nobody waiting, and a server without them does not start', async () => {
    const broken = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name === '@node-rs/argon2') throw new Error('no binding for this machine');
        return next(name, context);
      } });`;
    const source = new URL('../../src/passwords/', import.meta.url).href;
    const program = `
      const { createPasswordHasher } = await import('${source}password-hashing.ts');
      const { startHashing } = await import('${source}hash-threads.ts');
      const hasher = createPasswordHasher();
      const outcomes = [];
      for (const work of [startHashing, () => hasher.hash('x'), () => hasher.verify('', 'x')])
        outcomes.push(await work().then(() => 'hashed', () => 'refused'));
      console.log(outcomes.join());`;
    const options = ['--import', `data:text/javascript,${encodeURIComponent(broken)}`];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...options, '--input-type=module', '--eval', program],
      { timeout: 20_000 },
    );
    expect(stdout.trim()).to.equal('refused,refused,refused');
  });
});
