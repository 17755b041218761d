/**
 * Password hashes that other systems made, in PHC form.
 *
 * Work factors come from a file that somebody else wrote, so each has an upper bound: about a second of work
 * and 256 MiB. A hash beyond it is unsupported, as is one of an unknown form.
 */
import { pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto';
// Plain JavaScript, so it installs everywhere; slow, but once for an imported user, on a thread that only hashes.
import { compareSync as compareBcrypt } from 'bcryptjs';
import { type LanedFactors, mostFactors } from './hash-strength.ts';
import { normalizePassword } from './password-rules.ts';

/** Memory costs in KiB; `logCost` is the binary logarithm of scrypt's N. */
export type StoredHash =
  | (LanedFactors & { readonly scheme: 'argon2id'; readonly phc: string })
  | ImportedHash
  | { readonly scheme: 'unsupported' };

export type ImportedHash =
  | { readonly scheme: 'bcrypt'; readonly encoded: string }
  | (SaltedHash & {
      readonly scheme: 'scrypt';
      readonly logCost: number;
      readonly blockSize: number;
      readonly parallelism: number;
    })
  | (SaltedHash & {
      readonly scheme: 'pbkdf2';
      readonly digest: 'sha256' | 'sha512';
      readonly iterations: number;
    });

interface SaltedHash {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const unsupported = { scheme: 'unsupported' } as const;
const forms = {
  argon2id:
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/,
  bcrypt: /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/,
  scrypt: /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([^$]+)\$([^$]+)$/,
  // Python's passlib leaves out `i=` and writes a dot for the plus sign.
  pbkdf2: /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,8})(?:,l=\d{1,3})?\$([^$]+)\$([^$]+)$/,
};

/** Upper bounds, so that no hash of somebody else's making costs much more than a second. */
const limits = {
  argon2id: { ...mostFactors, parallelism: 16 },
  bcrypt: { cost: 14 },
  scrypt: { memory: 2 ** 20, memoryTimesParallelism: 2 ** 22 },
  pbkdf2: { iterations: 2_000_000 },
  salt: { least: 4, most: 64 },
  tag: { least: 16, most: 64 },
};

/** Whether a seeded hash can be verified: argon2id, bcrypt, scrypt or pbkdf2 in PHC form, within bounds. */
export function isSupportedHash(phc: string): boolean {
  return parseHash(phc).scheme !== 'unsupported';
}

/** Reads a hash in PHC form; whatever is not understood or too expensive is `unsupported`. */
export function parseHash(phc: string): StoredHash {
  if (phc.startsWith('$argon2id$')) return parseArgon2id(phc);
  if (phc.startsWith('$2')) return parseBcrypt(phc);
  if (phc.startsWith('$scrypt$')) return parseScrypt(phc);
  if (phc.startsWith('$pbkdf2-')) return parsePbkdf2(phc);
  return unsupported;
}

function parseArgon2id(phc: string): StoredHash {
  const [memoryCost = 0, timeCost = 0, parallelism = 0] = numbersOf(forms.argon2id.exec(phc));
  const { argon2id: limit } = limits;
  if (timeCost < 1 || !isWithin(parallelism, 1, limit.parallelism)) return unsupported;
  // RFC 9106 section 3.1: at least 8 KiB for each lane.
  if (!isWithin(memoryCost, 8 * parallelism, limit.memoryCost)) return unsupported;
  if (memoryCost * timeCost > limit.memoryTimesPasses) return unsupported;
  return { scheme: 'argon2id', phc, memoryCost, timeCost, parallelism };
}

function parseBcrypt(encoded: string): StoredHash {
  const [cost = 0] = numbersOf(forms.bcrypt.exec(encoded));
  return isWithin(cost, 4, limits.bcrypt.cost) ? { scheme: 'bcrypt', encoded } : unsupported;
}

function parseScrypt(phc: string): StoredHash {
  const match = forms.scrypt.exec(phc);
  const [logCost = 0, blockSize = 0, parallelism = 0] = numbersOf(match);
  const salted = saltedHash(match?.[4], match?.[5]);
  const memory = 2 ** logCost * blockSize;
  if (salted === null || logCost < 1 || parallelism < 1) return unsupported;
  if (!isWithin(memory, 2, limits.scrypt.memory)) return unsupported;
  if (memory * parallelism > limits.scrypt.memoryTimesParallelism) return unsupported;
  return { scheme: 'scrypt', logCost, blockSize, parallelism, ...salted };
}

function parsePbkdf2(phc: string): StoredHash {
  const match = forms.pbkdf2.exec(phc);
  const iterations = Number(match?.[2] ?? 0);
  const salted = saltedHash(match?.[3], match?.[4]);
  if (salted === null || !isWithin(iterations, 1, limits.pbkdf2.iterations)) return unsupported;
  return { scheme: 'pbkdf2', digest: match?.[1] === 'sha512' ? 'sha512' : 'sha256', iterations, ...salted };
}

function numbersOf(match: RegExpExecArray | null): number[] {
  return match === null ? [] : match.slice(1, 4).map(Number);
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function saltedHash(saltText: string | undefined, tagText: string | undefined): SaltedHash | null {
  const salt = decodeBase64(saltText);
  const tag = decodeBase64(tagText);
  if (!isWithin(salt.length, limits.salt.least, limits.salt.most)) return null;
  if (!isWithin(tag.length, limits.tag.least, limits.tag.most)) return null;
  return { salt, tag };
}

/** Empty, and thereby refused, unless every character belongs to base64. */
function decodeBase64(text = ''): Buffer {
  return /^[A-Za-z0-9+/.]+={0,2}$/.test(text)
    ? Buffer.from(text.replaceAll('.', '+'), 'base64')
    : Buffer.alloc(0);
}

/**
 * Compares a password with an imported hash; takes up to about a second, on a thread of its own.
 * The other system need not have normalized, so the password as typed counts beside its NFC form.
 */
export function verifyImportedHash(stored: ImportedHash, password: string): boolean {
  const normalized = normalizePassword(password);
  if (matches(stored, normalized)) return true;
  return normalized !== password && matches(stored, password);
}

function matches(stored: ImportedHash, password: string): boolean {
  if (stored.scheme === 'bcrypt') return compareBcrypt(password, stored.encoded);
  return timingSafeEqual(deriveTag(stored, password), stored.tag);
}

function deriveTag(stored: Exclude<ImportedHash, { scheme: 'bcrypt' }>, password: string): Buffer {
  const { salt, tag } = stored;
  if (stored.scheme === 'pbkdf2') {
    return pbkdf2Sync(password, salt, stored.iterations, tag.length, stored.digest);
  }
  const { logCost, blockSize, parallelism } = stored;
  // Node's own bound is 32 MiB; the real one was checked when the hash was read.
  const options = { N: 2 ** logCost, r: blockSize, p: parallelism, maxmem: 256 * 1024 * 1024 };
  return scryptSync(password, salt, tag.length, options);
}
