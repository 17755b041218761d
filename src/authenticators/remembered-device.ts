import type { FactorKind } from '../policy/facts.ts';
import type { Browser } from './browser.ts';

/** A browser on which a user proved a second factor, known by the cookie it was given then. */
export interface RememberedDevice {
  readonly factor: FactorKind;
  /** Where it was proven: the address, of IPv6 the /64. */
  readonly sourcePrefix: string;
  readonly provenAt: Date;
  /** No organization of the user would let it spare a prompt after that. */
  readonly expiresAt: Date;
}

/** A device as its owner sees it. */
export interface OwnDevice extends RememberedDevice, Browser {
  /** By which it is known; no cookie can be made of it. */
  readonly hash: Buffer;
}

/** Whose device, under which cookie. */
export interface DeviceIdentity {
  readonly userId: string;
  /** The user's epoch: what was remembered under an older one is found no more. */
  readonly userEpoch: number;
  /** 256 random bits, base64url; only its hash is stored. */
  readonly id: string;
  /** Id of the cookie that this one takes the place of in the browser; null where there was none. */
  readonly replacedId: string | null;
}

/** Reading is the business of whoever reads the person. */
export interface RememberedDeviceStore {
  /** Remembers a device; the one that its browser was known as before is forgotten, as are the user's expired ones. */
  remember(identity: DeviceIdentity, device: RememberedDevice & Partial<Browser>, now: Date): Promise<void>;
  /**
   * Gives a remembered device another id and changes nothing else.
   * @returns when it expires; null when the user has none under `replacedId`.
   */
  renew(identity: DeviceIdentity): Promise<Date | null>;
  forgetAll(userId: string): Promise<void>;
  /** The one of a cookie, if the user has it. */
  forgetCookie(identity: Omit<DeviceIdentity, 'replacedId'>): Promise<void>;
  /** Those that have not expired, the newest proof first. */
  ofUser(userId: string, now: Date): Promise<readonly OwnDevice[]>;
  /** @returns false: the user has no such device */
  forget(userId: string, hash: Buffer): Promise<boolean>;
}
