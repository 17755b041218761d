import { createCipheriv, createDecipheriv, createSecretKey, hash, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Seals secrets at rest: AES-256-GCM (NIST SP 800-38D), fresh 96-bit nonce each time, bound to the place it is stored.
 * A sealed value moved to another row or column does not open.
 *
 * Layout: version (1 byte) | key id (4) | nonce (12) | tag (16) | ciphertext. GCM is a stream: the last call of a cipher
 * yields no more text, it makes the tag, and that of a decipher checks it.
 */
export interface Sealer {
  /** `place` names the row and column, e.g. `authenticators.secret:<id>`. */
  seal(plain: Buffer | string, place: string): Buffer;
  /** Throws SealBroken when the value is damaged, was moved, or its key is not configured. */
  open(sealed: Uint8Array, place: string): Buffer;
  /** Whether the value is sealed under the newest key. */
  isCurrent(sealed: Uint8Array): boolean;
  /** Id of the newest key, as the header of what it sealed has it, in hexadecimal digits. */
  readonly newestKey: string;
  /** A 256-bit key for another purpose, derived from each configured key, newest first. */
  deriveKeys(purpose: string): Buffer[];
}

/** A sealed value that cannot be opened; whoever depends on it fails closed. */
export class SealBroken extends Error {}

const version = 1;
const headerLength = 33;

/** @param keys 32 bytes each, newest first. The newest seals; all of them open. */
export function createSealer(keys: readonly Buffer[]): Sealer {
  const [newest] = keys;
  if (newest === undefined || keys.some((key) => key.length !== 32)) {
    throw new Error('sealing needs at least one key, each of 32 bytes');
  }
  const ring = new Map(
    keys.map((key) => [keyId(key).toString('hex'), createSecretKey(deriveKey(key, 'seal'))]),
  );
  const sealingKey = createSecretKey(deriveKey(newest, 'seal'));
  const newestId = keyId(newest);

  return {
    seal(plain, place) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce);
      cipher.setAAD(Buffer.from(place));
      const body = cipher.update(plain);
      cipher.final();
      return Buffer.concat([Buffer.of(version), newestId, nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const key = ring.get(bytes.subarray(1, 5).toString('hex'));
      if (bytes.length < headerLength || bytes[0] !== version || key === undefined) {
        throw new SealBroken(`no key opens ${place}`);
      }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(5, 17), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(17, 33));
      try {
        const plain = decipher.update(bytes.subarray(headerLength));
        decipher.final();
        return plain;
      } catch {
        throw new SealBroken(`the sealed value at ${place} is damaged or was moved`);
      }
    },
    newestKey: newestId.toString('hex'),
    isCurrent: (sealed) => Buffer.from(sealed.subarray(1, 5)).equals(newestId),
    deriveKeys: (purpose) => keys.map((key) => deriveKey(key, purpose)),
  };
}

function keyId(key: Buffer): Buffer {
  return deriveKey(key, 'key id').subarray(0, 4);
}

/** HKDF (RFC 5869): one configured key serves several purposes without any of them revealing another. */
function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `countersign ${purpose}`, 32));
}

/** SHA-256 of an identifier that is a bearer secret; the only form in which it is stored. */
export function hashId(id: string): Buffer {
  return hash('sha256', id, 'buffer');
}

/** The same, of an id that may be missing. */
export function hashOrNull(id: string | null): Buffer | null {
  return id === null ? null : hashId(id);
}
