import { type Answer, Browser, type Fields } from './browser.ts';
import { codeOf, declineOffer, type TestPerson } from './world.ts';

/**
 * Goes to a page of an area as a person does: through the sign-in that it leads to, with what the person has and nothing
 * that is only offered.
 * @param at.step of the code, ahead of now, since each counts once
 */
export async function enterArea(
  address: string,
  person: TestPerson,
  at: { readonly browser?: Browser; readonly step?: number } = {},
): Promise<{ readonly browser: Browser; readonly answer: Answer }> {
  const { browser = new Browser(), step = 0 } = at;
  const first = await browser.open(address);
  const entered = first.name === 'password' ? await browser.submit(first, credentialsOf(person)) : first;
  const proven = await passChallenge(browser, entered, { person, step });
  return { browser, answer: await declineOffer(browser, proven) };
}

/** Proves the app where a page asks for it. */
export async function passChallenge(
  browser: Browser,
  page: Answer,
  { person, step = 0 }: { readonly person: TestPerson; readonly step?: number },
): Promise<Answer> {
  if (page.name !== 'challenge' || person.secret === null) return page;
  return browser.submit(page, { code: codeOf(person.secret, step) });
}

function credentialsOf({ email, password }: TestPerson): Fields {
  return { email, password };
}

/** What a page of an area says was done, or null. */
export function noticeOf({ page }: Answer): string | null {
  return page.querySelector('.banner.good[role=alert]')?.text.trim() ?? null;
}
