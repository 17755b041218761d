import type { RegistrationsVersion } from '../../environments/registrations.ts';
import type { Person } from '../../people/person.ts';

/** What the library hands over for one artefact: JSON with `iat`, `exp`, `accountId`, `grantId`, `uid` … */
export type Payload = Record<string, unknown>;

/** A record that is kept for a time. */
export interface SavedRecord {
  readonly model: string;
  readonly id: string;
  readonly payload: Payload;
  readonly ttlSeconds: number;
}

export interface RecordId {
  readonly model: string;
  readonly id: string;
}

/** One that is used up. @property successor what whoever has its id may learn of it afterwards; default nothing */
export interface ConsumedRecord extends RecordId {
  readonly payload: 'consumed';
  readonly successor?: Payload;
}

/** What a person has agreed to and not taken back, which a grant is made of. @property id of the person */
export interface RememberedAgreement extends RecordId {
  readonly model: 'Consent';
  readonly clientId: string;
  readonly payload: 'agreed';
}

/**
 * A record as it shall be: saved for a time, used up, or gone; or one without which, still unused, or agreed, nothing is
 * written.
 */
export type RecordChange =
  | SavedRecord
  | ConsumedRecord
  | RememberedAgreement
  | (RecordId & { readonly payload: 'unused' })
  | (RecordId & { readonly payload: null });

/** Everything of one model that was issued under one grant. */
export interface IssuedUnder {
  readonly model: string;
  readonly grantId: string;
}

/** Something that a request presents: under this id, as one of these models. */
export interface Presented {
  readonly models: readonly string[];
  readonly id: string;
  /** In the cookie of a remembered device, to read it along with the person; default none. */
  readonly deviceId?: string | null;
}

/** A session, code or token with what it came from; what is gone, or not kept with it, is undefined. */
export interface IssuedRecord {
  readonly found: { readonly model: string; readonly payload: Payload } | undefined;
  readonly grant: Payload | undefined;
  readonly session: Payload | undefined;
  /** Whose it is, with the record of the session that it came from; null for nobody's. */
  readonly person: Person | null;
  /** What is registered, as of this reading (`environments/registrations.ts`). */
  readonly registrations: RegistrationsVersion;
}

/** Where the library's artefacts are kept: sessions, interactions, grants, codes, tokens. */
export interface ProviderRecords {
  /**
   * All of the changes or none, each of another record.
   * @throws Refusal `interaction_expired` when an interaction to be removed is gone: another request finished it first
   * @returns whether records to be consumed, to be unused or agreed, were consumed before or are gone: then nothing was saved
   */
  write(changes: readonly RecordChange[]): Promise<'written' | 'used before'>;
  save(record: SavedRecord): Promise<void>;
  /** Like `save`, but only where no unexpired record has the id: false when one has (replayed assertions). */
  saveOnce(record: SavedRecord): Promise<boolean>;
  find(model: string, id: string): Promise<Payload | undefined>;
  /** A session, code or token together with what is asked for right after it, in one statement. */
  findIssued(presented: Presented): Promise<IssuedRecord>;
  findByUid(model: string, uid: string): Promise<Payload | undefined>;
  findByUserCode(model: string, userCode: string): Promise<Payload | undefined>;
  /** True for exactly one caller, however many try at once and on however many servers. */
  consume(model: string, id: string): Promise<boolean>;
  /** The successor of a record that was consumed so many seconds ago at the most, by the clock of the database. */
  successorOf(model: string, id: string, seconds: number): Promise<Payload | undefined>;
  remove(model: string, id: string): Promise<void>;
  removeByUid(model: string, uid: string): Promise<void>;
  /** Removes what was issued under these grants, of the model named with each, and some records with it. */
  removeByGrants(issued: readonly IssuedUnder[], removed?: readonly RecordId[]): Promise<void>;
  /**
   * Removes the grant and everything issued under the grant of this record: a reuse was seen.
   * @returns the record itself, for one caller of many; undefined where it is gone already or belongs to no grant
   */
  removeFamily(model: string, id: string): Promise<Payload | undefined>;
}

/** The families of tokens, on the handle of a transaction. */
export type TokenFamilyStore = Pick<ProviderRecords, 'removeFamily'>;
