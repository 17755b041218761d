import type { Application } from '../../../harness/application.ts';
import { type Answer, Browser, type Fields } from '../../../harness/browser.ts';
import { codeOf, type TestPerson } from '../../../harness/world.ts';

export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Addresses as a trusted proxy saw them; documentation ranges (RFC 5737, RFC 3849). */
export const home = '203.0.113.5';
export const elsewhere = '198.51.100.7';

/** A browser that moves: the trusted proxy says where it is now. */
export class MovingBrowser extends Browser {
  #address: string;

  constructor(address: string = home) {
    super();
    this.#address = address;
  }

  moveTo(address: string): this {
    this.#address = address;
    return this;
  }

  override request(url: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', this.#address);
    return super.request(url, { ...init, headers });
  }

  /** Closes it: what is bound to the session is gone, what is kept for longer stays. */
  async forgetSession(url: string): Promise<void> {
    for (const cookie of await this.jar.getCookies(url)) {
      if (!/session|interaction|resume/.test(cookie.key)) continue;
      await this.jar.setCookie(`${cookie.key}=; path=${cookie.path}; max-age=0`, url);
    }
  }
}

/** Gives e-mail and password, in a session of its own, and answers what comes then. */
export async function passwordOf(
  application: Application,
  person: TestPerson,
  browser: MovingBrowser,
  parameters: Record<string, string> = {},
): Promise<Answer> {
  await browser.forgetSession(application.config.serverMetadata().issuer);
  const page = await application.start(browser, parameters);
  return browser.submit(page, { email: person.email, password: person.password });
}

/** Signs in with password and code, which must be asked, and answers the redirect back. */
export async function withCode(
  application: Application,
  person: TestPerson,
  browser: MovingBrowser,
): Promise<Answer> {
  return giveCode(browser, await passwordOf(application, person, browser), person);
}

export async function giveCode(
  browser: Browser,
  page: Answer,
  { secret }: TestPerson,
  fields: Fields = {},
): Promise<Answer> {
  if (page.name !== 'challenge' || secret === null) throw new Error(`no code is asked: ${page.name}`);
  return browser.submit(page, { code: codeOf(secret), ...fields });
}
