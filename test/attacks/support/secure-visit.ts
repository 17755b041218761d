import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CookieJar } from 'tough-cookie';
import { closedAtLast } from '../../harness/closing.ts';
import type { TestServer } from '../../harness/server.ts';

/** A server whose issuer is on https, as behind a proxy that ends TLS: the tests speak to it in plain http. */
export interface SecureSite {
  readonly jar: CookieJar;
  /** Every `Set-Cookie` line so far. */
  readonly setCookies: string[];
  readonly visit: (pathOrUrl: string, fields?: Readonly<Record<string, string>>) => Promise<SecureAnswer>;
  readonly close: () => void;
}

export interface SecureAnswer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Visits like a browser on https that keeps cookie prefixes strictly, and follows redirects on the issuer. */
export async function openSecureSite({ issuer, countersign }: TestServer): Promise<SecureSite> {
  const server = await listen(createServer(countersign.handler));
  const port = (server.address() as AddressInfo).port;
  const jar = new CookieJar(undefined, { prefixSecurity: 'strict' });
  const setCookies: string[] = [];

  async function visit(pathOrUrl: string, fields?: Readonly<Record<string, string>>): Promise<SecureAnswer> {
    const url = new URL(pathOrUrl, issuer);
    const response = await fetch(`http://localhost:${port}${url.pathname}${url.search}`, {
      method: fields === undefined ? 'GET' : 'POST',
      body: fields === undefined ? null : new URLSearchParams(fields),
      headers: { accept: 'text/html', cookie: await jar.getCookieString(url.href) },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line);
      await jar.setCookie(line, url.href);
    }
    const { status, headers } = response;
    const location = headers.get('location');
    const target = location === null ? null : new URL(location, url);
    if (target?.origin === url.origin) return visit(target.href);
    return { url: target?.href ?? url.href, status, headers, body: await response.text() };
  }

  const close = closedAtLast(() => {
    server.closeAllConnections();
    server.close();
  });
  return { jar, setCookies, visit, close };
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve(server)));
}
