import { expect } from 'chai';
import { createSealer, SealBroken } from '../../src/storage/database/sealing.ts';

const [older, newer, other] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer];

describe('a sealed secret', () => {
  const sealer = createSealer([older]);
  const sealed = sealer.seal('JBSWY3DPEHPK3PXP', 'authenticators.secret:1');

  it('opens where it was sealed to', () => {
    expect(sealer.open(sealed, 'authenticators.secret:1').toString()).to.equal('JBSWY3DPEHPK3PXP');
    expect(sealed.includes('JBSWY3DPEHPK3PXP')).to.equal(false);
  });

  it('is different each time', () => {
    expect(sealer.seal('same', 'place')).not.to.deep.equal(sealer.seal('same', 'place'));
  });

  it('does not open in another row', () => {
    expect(() => sealer.open(sealed, 'authenticators.secret:2')).to.throw(SealBroken);
  });

  it('does not open when any byte of it was changed, or under another key', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const broken = Buffer.from(sealed);
      broken[index] = (broken[index] ?? 0) ^ 1;
      expect(() => sealer.open(broken, 'authenticators.secret:1'), String(index)).to.throw(SealBroken);
    }
    expect(() => createSealer([other]).open(sealed, 'authenticators.secret:1')).to.throw(SealBroken);
    expect(() => sealer.open(Buffer.alloc(0), 'authenticators.secret:1')).to.throw(SealBroken);
  });

  it('opens under an older key after a rotation, and is told from one under the newest', () => {
    const rotated = createSealer([newer, older]);
    expect(rotated.open(sealed, 'authenticators.secret:1').toString()).to.equal('JBSWY3DPEHPK3PXP');
    expect(rotated.isCurrent(sealed)).to.equal(false);
    expect(rotated.isCurrent(rotated.seal('x', 'place'))).to.equal(true);
  });

  it('needs keys of 32 bytes', () => {
    expect(() => createSealer([])).to.throw();
    expect(() => createSealer([Buffer.alloc(31)])).to.throw();
  });
});
