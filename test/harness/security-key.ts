import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** How a key answers, and what a broken or false one does differently. */
export interface Answering {
  /** Default: the origin that the key was made for. */
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly counter?: number;
  /** base64url; default none, as keys answer that were asked for by their id. */
  readonly userHandle?: string;
  /** Of the attestation; default `none`. */
  readonly format?: string;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
  readonly allowCredentials?: readonly { readonly id: string }[];
}

/**
 * An authenticator in software (ES256, no attestation), as a browser would hand on its answers.
 * @see WebAuthn Level 3, sections 5.8.1, 6.1 and 6.5
 */
export class SecurityKeySimulator {
  readonly id: Buffer;
  readonly #pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly #origin: string;
  /** Synced between devices: a passkey. */
  readonly #isSynced: boolean;
  #counter = 0;

  constructor(
    origin: string,
    { isSynced = false, idLength = 16 }: { readonly isSynced?: boolean; readonly idLength?: number } = {},
  ) {
    this.id = randomBytes(idLength);
    this.#pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#origin = origin;
    this.#isSynced = isSynced;
  }

  register(options: CreationOptions, answering: Answering = {}) {
    const { id, clientDataJSON } = this.#begin('webauthn.create', options.challenge, answering);
    const credentialData = Buffer.concat([
      Buffer.alloc(16),
      uint16(this.id.length),
      this.id,
      this.#coseKey(),
    ]);
    const authenticatorData = this.#authenticatorData(
      answering.rpId ?? options.rp.id ?? '',
      answering,
      credentialData,
    );
    const attestationObject = cborMap([
      ['fmt', cborText(answering.format ?? 'none')],
      ['attStmt', cborMap([])],
      ['authData', cborBytes(authenticatorData)],
    ]).toString('base64url');
    const response = { clientDataJSON, attestationObject, transports: ['usb'] };
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  answer(options: RequestOptions, answering: Answering = {}) {
    const { id, clientDataJSON } = this.#begin('webauthn.get', options.challenge, answering);
    this.#counter = answering.counter ?? this.#counter + 1;
    const authenticatorData = this.#authenticatorData(answering.rpId ?? options.rpId ?? '', answering);
    const clientDataHash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signed = Buffer.concat([authenticatorData, clientDataHash]);
    const response = {
      clientDataJSON,
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign('sha256', signed, this.#pair.privateKey).toString('base64url'),
      ...(answering.userHandle === undefined ? {} : { userHandle: answering.userHandle }),
    };
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  /** For a browser's virtual authenticator (WebAuthn section 11.4.1). */
  get virtual() {
    const privateKey = this.#pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const credentialId = this.id.toString('base64');
    return { credentialId, privateKey, signCount: this.#counter, isResidentCredential: false };
  }

  #begin(type: string, challenge: string, answering: Answering) {
    const clientData = { type: answering.type ?? type, challenge, origin: answering.origin ?? this.#origin };
    const clientDataJSON = Buffer.from(JSON.stringify(clientData)).toString('base64url');
    return { id: this.id.toString('base64url'), clientDataJSON };
  }

  #authenticatorData(rpId: string, answering: Answering, credentialData = Buffer.alloc(0)): Buffer {
    const { userPresent = true, userVerified = false } = answering;
    const flags =
      (userPresent ? 0x01 : 0) |
      (userVerified ? 0x04 : 0) |
      (this.#isSynced ? 0x18 : 0) |
      (credentialData.length > 0 ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const rpIdHash = createHash('sha256').update(rpId).digest();
    return Buffer.concat([rpIdHash, Buffer.of(flags), counter, credentialData]);
  }

  /** EC2, ES256, P-256. @see RFC 9053 section 7.1.1 */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    return cborMap([
      [1, cborInteger(2)],
      [3, cborInteger(-7)],
      [-1, cborInteger(1)],
      [-2, cborBytes(Buffer.from(x, 'base64url'))],
      [-3, cborBytes(Buffer.from(y, 'base64url'))],
    ]);
  }
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** As much of RFC 8949 as the above needs. */
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.concat([Buffer.of((major << 5) | 25), uint16(value)]);
}

function cborInteger(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}

function cborBytes(value: Buffer): Buffer {
  return Buffer.concat([cborHead(2, value.length), value]);
}

function cborText(value: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
}

function cborMap(entries: readonly (readonly [string | number, Buffer])[]): Buffer {
  const parts = entries.flatMap(([key, value]) => [
    typeof key === 'string' ? cborText(key) : cborInteger(key),
    value,
  ]);
  return Buffer.concat([cborHead(5, entries.length), ...parts]);
}
