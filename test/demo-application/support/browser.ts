/** A browser without a screen: cookies by port, redirects followed by hand. */
export interface Browser {
  get(url: string): Promise<Page>;
  post(url: string): Promise<Page>;
  /** Cookies that a server set, each as it was sent. */
  readonly setCookies: string[];
}

export interface Page {
  /** Where the redirects ended. */
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const mostRedirects = 10;

/** Opens a browser without any cookie. */
export function openBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  const setCookies: string[] = [];

  async function request(url: string, method: string): Promise<Response> {
    const jar = jars.get(new URL(url).host) ?? new Map<string, string>();
    jars.set(new URL(url).host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { method, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line);
      keep(jar, line);
    }
    return response;
  }

  async function follow(url: string, method: string, redirectsLeft: number): Promise<Page> {
    const response = await request(url, method);
    const text = await response.text();
    const location = response.headers.get('location');
    if (location === null) return { url, status: response.status, text, headers: response.headers };
    if (redirectsLeft === 0) throw new Error(`too many redirects at ${url}`);
    return follow(new URL(location, url).href, 'GET', redirectsLeft - 1);
  }

  return {
    get: (url) => follow(url, 'GET', mostRedirects),
    post: (url) => follow(url, 'POST', mostRedirects),
    setCookies,
  };
}

function keep(jar: Map<string, string>, line: string) {
  const [pair = ''] = line.split(';');
  const name = pair.slice(0, pair.indexOf('='));
  const value = pair.slice(pair.indexOf('=') + 1);
  if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
  else jar.set(name, value);
}
