import { expect } from 'chai';
import { isSupportedHash } from '../../src/passwords/imported-hashes.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';

const hasher = createPasswordHasher();
const salt = 'MDEyMzQ1Njc4OWFiY2RlZg';
const tag = 'A'.repeat(43);

/** Made elsewhere: RFC 7914 sections 11 and 12, the test set of crypt_blowfish, Python's hashlib. */
const imported = [
  ['bcrypt 2a', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['bcrypt 2b', 'U*U', '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['bcrypt 2y', 'U*U', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  [
    'scrypt',
    'password',
    '$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA',
  ],
  [
    'pbkdf2-sha256',
    'Password',
    '$pbkdf2-sha256$i=80000$TmFDbA$TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtRybMXaicr3ruh0HhHj2Kzl/M8jQ',
  ],
  [
    'pbkdf2-sha512 as passlib writes it',
    'correct horse',
    '$pbkdf2-sha512$25000$MDEyMzQ1Njc4OWFiY2RlZg$NAtVcXr7DbXedVbBm.JvbbmENXwAmeETSMIk.8rC9F5GBbGumPcNIpwLppBM7vaXnbPUqZhH3UgUjzNRgCPZMg',
  ],
] as const;

describe('an imported password hash', () => {
  for (const [form, password, phc] of imported) {
    it(`in the form ${form} is verified and asks for a new one`, async () => {
      expect(isSupportedHash(phc)).to.equal(true);
      expect(await hasher.verify(phc, password)).to.deep.equal({ ok: true, needsRehash: true });
      expect(await hasher.verify(phc, `${password}x`)).to.deep.equal({ ok: false, needsRehash: false });
    });
  }

  it('counts for the password as it was typed, even if the other system did not normalize', async () => {
    const typed = 'é'.normalize('NFD');
    const phc = '$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$0xy/Q8VqXQ9dOo6LC41BlO3nfToeQioU8bFtpQrpF6w';
    expect(await hasher.verify(phc, typed)).to.deep.equal({ ok: true, needsRehash: true });
  });

  for (const phc of [
    `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=65536,t=3,p=4$${salt}$${tag}`,
    `$scrypt$ln=17,r=8,p=1$${salt}$${tag}`,
    `$scrypt$ln=13,r=8,p=10$${salt}$${tag}`,
    `$pbkdf2-sha256$i=600000$${salt}$${tag}`,
    `$pbkdf2-sha512$i=210000,l=32$${salt}$${tag}`,
    `$2b$14$${'a'.repeat(53)}`,
  ]) {
    it(`is supported with common parameters: ${phc.slice(0, 36)}`, () => {
      expect(isSupportedHash(phc)).to.equal(true);
    });
  }

  for (const [why, phc] of [
    ['it is empty', ''],
    ['it is a password', 'correct horse battery staple'],
    ['its form is unknown', `$md5$${salt}$${tag}`],
    ['it is argon2i', `$argon2i$v=19$m=19456,t=2,p=1$${salt}$${tag}`],
    ['argon2id wants 4 GiB', `$argon2id$v=19$m=4194304,t=1,p=1$${salt}$${tag}`],
    ['argon2id wants 999 passes', `$argon2id$v=19$m=19456,t=999,p=1$${salt}$${tag}`],
    ['argon2id wants no pass', `$argon2id$v=19$m=19456,t=0,p=1$${salt}$${tag}`],
    ['argon2id has less than 8 KiB a lane', `$argon2id$v=19$m=16,t=2,p=4$${salt}$${tag}`],
    ['argon2id has no hash', `$argon2id$v=19$m=19456,t=2,p=1$${salt}`],
    ['bcrypt costs hours', `$2b$31$${'a'.repeat(53)}`],
    ['bcrypt is cut off', `$2b$10$${'a'.repeat(52)}`],
    ['bcrypt has another prefix', `$2x$10$${'a'.repeat(53)}`],
    ['scrypt wants 32 GiB', `$scrypt$ln=25,r=8,p=1$${salt}$${tag}`],
    ['scrypt has too many lanes', `$scrypt$ln=17,r=8,p=64$${salt}$${tag}`],
    ['scrypt has no lane', `$scrypt$ln=14,r=8,p=0$${salt}$${tag}`],
    ['pbkdf2 takes minutes', `$pbkdf2-sha256$i=99999999$${salt}$${tag}`],
    ['pbkdf2 has no round', `$pbkdf2-sha256$i=0$${salt}$${tag}`],
    ['pbkdf2 uses SHA-1', `$pbkdf2-sha1$i=100000$${salt}$${tag}`],
    ['its hash is empty', `$pbkdf2-sha256$i=1000$${salt}$`],
    ['its hash is too short to be one', `$pbkdf2-sha256$i=1000$${salt}$AAAA`],
    ['its salt is no base64', `$pbkdf2-sha256$i=1000$s%lt$${tag}`],
    ['something follows', `$pbkdf2-sha256$i=1000$${salt}$${tag}$x`],
    ['a line follows', `$2b$10$${'a'.repeat(53)}\n`],
  ] as const) {
    it(`is refused, and verifies nothing, when ${why}`, async () => {
      expect(isSupportedHash(phc)).to.equal(false);
      expect(await hasher.verify(phc, 'correct horse battery staple')).to.deep.equal({
        ok: false,
        needsRehash: false,
      });
    });
  }
});
