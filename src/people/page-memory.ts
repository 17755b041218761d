/** The fields of a form, each a string. */
export type KeptForm = Readonly<Record<string, string>>;

/** What was done, for the next page to say: the key of its text, and what the text mentions. */
export interface Notice {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number | readonly string[]>>;
}

/**
 * What our own pages remember of a session between two of its requests. All of it is sealed, goes with the session, and is
 * never in an address.
 */
export interface PageMemoryStore {
  /** One for each session and path; the latest one wins. */
  keepForm(sessionHash: Buffer, kept: { path: string; form: KeptForm; expiresAt: Date }): Promise<void>;
  /** It stays until it is used or too old. */
  keptForm(sessionHash: Buffer, path: string, now: Date): Promise<KeptForm | null>;
  /** @returns whether there was one: of two that come at once, one is told so */
  forgetForm(sessionHash: Buffer, path: string): Promise<boolean>;
  leaveNotice(sessionHash: Buffer, notice: Notice): Promise<void>;
  /** Each is taken once. */
  takeNotice(sessionHash: Buffer): Promise<Notice | null>;
}
