/** Looks things up in the DNS; no deployment does so unless it is given one. */
export interface DomainCheck {
  /** The texts of the TXT records at a name; empty when there are none. Throws when nobody could be asked. */
  textRecords(name: string): Promise<readonly string[]>;
}

/** As `Resolver` of `node:dns/promises` has it. */
export interface TextResolver {
  resolveTxt(name: string): Promise<string[][]>;
}

/** What a resolver says of a name that is not there, or has no such record. */
const nothingThere: readonly unknown[] = ['ENOTFOUND', 'ENODATA'];

/** A check by DNS. @param resolver e.g. `new Resolver({ timeout: 2000, tries: 2 })` of `node:dns/promises` */
export function createDomainCheck(resolver: TextResolver): DomainCheck {
  return {
    async textRecords(name) {
      try {
        // A record longer than 255 bytes comes in pieces (RFC 7208 section 3.3).
        return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
      } catch (error) {
        if (error instanceof Error && 'code' in error && nothingThere.includes(error.code)) return [];
        throw error;
      }
    },
  };
}
