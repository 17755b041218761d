import { BROWSER_MAP, getParser, OS_MAP } from 'bowser';

/** Names of a browser and of the system it runs on, e.g. `Firefox` and `Windows`; null: nobody knows. */
export interface Browser {
  readonly browser: string | null;
  readonly system: string | null;
}

export const unknownBrowser: Browser = { browser: null, system: null };

/** What browsers say of themselves is shorter; what is longer is not read to its end. */
const longestRead = 512;

const [browsers, systems] = [BROWSER_MAP, OS_MAP].map((known) => new Set(Object.values(known)));

/**
 * Reads a `User-Agent`. Only names that are known come out of it, since whoever sends it may write what they like there.
 * @param userAgent undefined for none
 */
export function browserOf(userAgent: string | undefined): Browser {
  const said = userAgent?.slice(0, longestRead).trim() ?? '';
  if (said === '') return unknownBrowser;
  // The second argument: nothing is read before it is asked for.
  const parser = getParser(said, true);
  return {
    browser: knownOf(browsers, parser.getBrowserName()),
    system: knownOf(systems, parser.getOSName()),
  };
}

function knownOf(known: ReadonlySet<string> | undefined, name: string): string | null {
  return known?.has(name) === true ? name : null;
}
