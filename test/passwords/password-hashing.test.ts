import { hash as argon2Hash } from '@node-rs/argon2';
import { expect } from 'chai';
import { equalPairs } from '../../src/passwords/hash-strength.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { Refusal } from '../../src/refusal/refusal.ts';

const hasher = createPasswordHasher();

describe('password hashing', () => {
  it('makes salted argon2id hashes of 7 MiB and five passes', async () => {
    const [first, second] = [await hasher.hash('quiet river 999'), await hasher.hash('quiet river 999')];
    expect(first).to.match(/^\$argon2id\$v=19\$m=7168,t=5,p=1\$/);
    expect(first).not.to.equal(second);
  });

  it('accepts the right password and no other', async () => {
    const phc = await hasher.hash('quiet river 999');
    expect(await hasher.verify(phc, 'quiet river 999')).to.deep.equal({ ok: true, needsRehash: false });
    expect(await hasher.verify(phc, 'quiet river 998')).to.deep.equal({ ok: false, needsRehash: false });
  });

  it('accepts a password typed in another normalization form', async () => {
    const phc = await hasher.hash('Übergrößenträger');
    const { ok } = await hasher.verify(phc, 'Übergrößenträger'.normalize('NFD'));
    expect(ok).to.equal(true);
  });

  for (const [memoryCost, timeCost, needsRehash] of [
    [4096, 3, true],
    [19_456, 1, true],
    [7168, 4, true],
    [7168, 5, false],
    [19_456, 2, false],
    [47_104, 1, false],
    [65_536, 3, false],
  ] as const) {
    it(`asks for ${needsRehash ? 'a new' : 'no new'} hash at m=${memoryCost}, t=${timeCost}`, async () => {
      const phc = await argon2Hash('quiet river 999', { memoryCost, timeCost, parallelism: 1 });
      expect(await hasher.verify(phc, 'quiet river 999')).to.deep.equal({ ok: true, needsRehash });
      expect(await hasher.verify(phc, 'wrong')).to.deep.equal({ ok: false, needsRehash: false });
    });
  }

  it('answers no to a hash that it does not understand', async () => {
    for (const phc of ['', 'quiet river 999', '$1$abcdefgh$0123456789', '{SSHA}deadbeef']) {
      expect(await hasher.verify(phc, 'quiet river 999')).to.deep.equal({ ok: false, needsRehash: false });
    }
  });

  it('answers no to a hash that has the right form and cannot be read', async () => {
    const strayBits = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAA/$AAAAAAAAAAAAAAAAAAAAAB';
    const tooLargeForItsBlocks = `$scrypt$ln=17,r=1,p=1$${'A'.repeat(22)}$${'A'.repeat(32)}`;
    for (const phc of [strayBits, tooLargeForItsBlocks])
      expect(await hasher.verify(phc, 'quiet river 999')).to.deep.equal({ ok: false, needsRehash: false });
  });

  it('answers no for a user who does not exist, and does the work of one who does', async () => {
    const phc = await hasher.hash('quiet river 999');
    const real = await leastCpu(() => hasher.verify(phc, 'wrong'));
    const nobody = await leastCpu(() => hasher.verify(null, 'wrong'));
    expect(await hasher.verify(null, '')).to.deep.equal({ ok: false, needsRehash: false });
    // Wide, for a busy machine: without the work it would be a hundredth.
    expect(nobody / real).to.be.within(0.25, 4);
  });

  it('answers no after the same time, whatever the stored hash is made with', async () => {
    const stronger = createPasswordHasher({ factors: { memoryCost: 47_104, timeCost: 1 } });
    const before = await stronger.hash('quiet river 999');
    for (const work of [() => hasher.verify(before, 'wrong'), () => hasher.verify(null, 'wrong')])
      expect(await fastest(work)).to.be.within(49, 75);
    expect(await fastest(() => hasher.verify(before, 'quiet river 999')), 'a yes').to.be.below(49);
  });

  it('leaves no hash to be made anew among the equal pairs, whichever of them is set', async () => {
    for (const factors of equalPairs) {
      const made = await createPasswordHasher({ factors }).hash('quiet river 999');
      for (const other of equalPairs) {
        const verification = await createPasswordHasher({ factors: other }).verify(made, 'quiet river 999');
        expect(verification).to.deep.equal({ ok: true, needsRehash: false });
      }
    }
  });

  it('refuses to be made with less than the equal pairs', () => {
    expect(() => createPasswordHasher({ factors: { memoryCost: 7168, timeCost: 4 } })).to.throw('not fit');
  });

  it('derives the same 32 bytes from the same salt only', async () => {
    const [salt, other] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
    const derived = await hasher.derive('abcd', salt);
    expect(derived).to.have.length(32);
    expect(derived.equals(await hasher.derive('abcd', salt))).to.equal(true);
    expect(derived.equals(await hasher.derive('abcd', other))).to.equal(false);
  });
});

describe('the limit of hashes', () => {
  it('refuses with server_busy and a jittered delay what its queue cannot hold', async () => {
    const small = createPasswordHasher({ limit: 3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => small.verify(null, 'x')));
    const refusals = outcomes
      .filter((outcome) => outcome.status === 'rejected')
      .map(({ reason }) => reason as unknown);
    expect(refusals).to.have.length(27);
    const delays = refusals.map(retryAfterSeconds);
    for (const delay of delays) expect(delay).to.be.within(1, 10);
    expect(new Set(delays).size).to.be.above(1);
  });

  it('admits as many as it can hold, and refuses the others before they have done anything', async () => {
    const small = createPasswordHasher({ limit: 3 });
    let begun = 0;
    const admitted = Array.from({ length: 30 }, () =>
      small.admit(async () => {
        begun += 1;
        await small.verify(null, 'x');
      }),
    );
    const refused = (await Promise.allSettled(admitted)).filter(({ status }) => status === 'rejected');
    expect([begun, refused.length]).to.deep.equal([3, 27]);
    await small.admit(async () => undefined);
  });

  it('has room again when its work is done', async () => {
    const small = createPasswordHasher({ limit: 1 });
    await small.verify(null, 'x');
    expect((await small.verify(null, 'x')).ok).to.equal(false);
  });

  it('has room again after work that failed', async () => {
    const small = createPasswordHasher({ limit: 1 });
    const tooShortSalt = new Uint8Array(1);
    const failed = await small.derive('x', tooShortSalt).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error);
    expect((await small.verify(null, 'x')).ok).to.equal(false);
  });
});

function retryAfterSeconds(reason: unknown): number {
  if (!(reason instanceof Refusal) || reason.code !== 'server_busy') throw new Error('not a refusal');
  return reason.detail.retryAfterSeconds ?? Number.NaN;
}

/** Milliseconds of CPU of the whole process, its threads among them. */
async function leastCpu(work: () => Promise<unknown>): Promise<number> {
  const used: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    used.push((user + system) / 1000);
  }
  return Math.min(...used);
}

async function fastest(work: () => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    await work();
    durations.push(performance.now() - start);
  }
  return Math.min(...durations);
}
