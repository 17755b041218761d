import { type HTMLElement, parse } from 'node-html-parser';
import { CookieJar } from 'tough-cookie';

/** One answer, its redirects not followed. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The parsed page. */
  readonly page: HTMLElement;
  /** Value of `data-page`; null when this is no page of ours. */
  readonly name: string | null;
  /** Absolute target of a redirect; null for none. */
  readonly location: string | null;
}

/** Fields to send; a form's own hidden fields are sent along. */
export type Fields = Readonly<Record<string, string>>;

/** A browser without JavaScript: cookies, redirects, forms. It stops where a redirect leaves the provider. */
export class Browser {
  readonly jar = new CookieJar();
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers sent with every request, e.g. `accept-language` or `x-forwarded-for`. */
  constructor(headers: Readonly<Record<string, string>> = {}) {
    this.#headers = headers;
  }

  async request(url: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers({ accept: 'text/html', ...this.#headers });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const cookie = await this.jar.getCookieString(url);
    if (cookie !== '' && !headers.has('cookie')) headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie())
      await this.jar.setCookie(line, url, { ignoreError: true });
    return answerOf(url, response, await response.text());
  }

  /** Follows redirects as long as they stay at the origin they began at. */
  async follow(answer: Answer): Promise<Answer> {
    let current = answer;
    for (let count = 0; count < 20 && current.location !== null; count += 1) {
      if (new URL(current.location).origin !== new URL(answer.url).origin) return current;
      current = await this.request(current.location);
    }
    return current;
  }

  async open(url: string): Promise<Answer> {
    return this.follow(await this.request(url));
  }

  /** Posts a form without following its redirect. */
  async post(url: string, fields: Fields, init: RequestInit = {}): Promise<Answer> {
    return this.request(url, { method: 'POST', body: new URLSearchParams(fields), ...init });
  }

  /** Sends the first form of a page, `action=continue` unless the fields say otherwise, and follows. */
  async submit(answer: Answer, fields: Fields = {}): Promise<Answer> {
    const form = answer.page.querySelector('form');
    if (form === null)
      throw new Error(`no form on ${answer.name ?? answer.url}: ${answer.body.slice(0, 300)}`);
    const action = form.getAttribute('action') ?? '';
    const target = new URL(action === '' ? answer.url : action, answer.url).href;
    const hidden = form
      .querySelectorAll('input[type=hidden]')
      .map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']);
    const body = { ...Object.fromEntries(hidden), action: 'continue', ...fields };
    return this.follow(await this.post(target, body));
  }

  async cookies(url: string): Promise<string[]> {
    return (await this.jar.getCookies(url)).map((cookie) => cookie.cookieString());
  }
}

function answerOf(url: string, response: Response, body: string): Answer {
  const page = parse(body);
  const location = response.headers.get('location');
  return {
    url,
    status: response.status,
    headers: response.headers,
    body,
    page,
    name: page.querySelector('main')?.getAttribute('data-page') ?? null,
    location: location === null ? null : new URL(location, url).href,
  };
}
