import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { closedAtLast } from '../harness/closing.ts';
import { inChromium } from '../harness/needs.ts';
import { createWorld, type World } from '../harness/world.ts';
import { launchChromium } from './support/chromium.ts';

/** A private scheme that an application of the desktop would have. */
const desktop = 'acme-desktop://done';

interface Listening {
  readonly server: Server;
  readonly origin: string;
}

async function listen(answer: (path: string, response: ServerResponse) => void): Promise<Listening> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request.url?.split('?')[0] ?? '', response);
  });
  closedAtLast(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
}

interface Pressed {
  readonly page: Page;
  /** What the browser complained about. */
  readonly violations: readonly string[];
  /** Presses the button, and waits for nothing. */
  readonly last: () => Promise<void>;
}

/** The error page of a 400; and where nobody has pressed anything, Chromium opens no program of the desktop by itself. */
function isExpected(complaint: string): boolean {
  return complaint.includes('400') || complaint.includes('a user gesture is required');
}

/** Chromium holds every redirect that follows a form against the policy of the page that the form is on. */
inChromium((executablePath) => {
  describe('an application whose callback leads on', () => {
    let chromium: Browser;
    let landing: Listening;
    let application: Listening;
    let first: World;
    let third: World;

    before(async function () {
      this.timeout(180_000);
      chromium = await launchChromium(executablePath);
      landing = await listen((_path, response) => {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>landed</title>');
      });
      application = await listen((path, response) => {
        const location = path === '/to-desktop' ? desktop : `${landing.origin}/landed`;
        response.writeHead(302, { location }).end();
      });
      const addresses = ['/to-port', '/to-desktop'].map((path) => `${application.origin}${path}`);
      const client = { redirect_uris: addresses, post_logout_redirect_uris: addresses };
      first = await createWorld({ client });
      third = await createWorld({ client: { ...client, first_party: false } });
    });

    after(async () => {
      await chromium.close();
      for (const { server } of [application, landing]) {
        server.closeAllConnections();
        server.close();
      }
    });

    const press = (page: Page, action = 'continue') =>
      page.locator(`[name=action][value=${action}]`).first().click({ noWaitAfter: true });

    async function openPage({ javaScriptEnabled = true } = {}) {
      const page = await (await chromium.newContext({ javaScriptEnabled })).newPage();
      const violations: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !isExpected(message.text())) violations.push(message.text());
      });
      return { page, violations };
    }

    async function openSignIn(world: World, way: string, more: Record<string, string> = {}) {
      const { page, violations } = await openPage();
      const redirect_uri = `${application.origin}${way}`;
      await page.goto(await world.application.authorizationUrl({ redirect_uri, ...more }));
      return { page, violations };
    }

    async function typePassword(page: Page, world: World): Promise<void> {
      await page.locator('[name=email]').fill(world.greta.email);
      await page.locator('[name=password]').fill(world.greta.password);
      await press(page);
    }

    /** What a browser does on the way, up to the press that ends at the application. */
    const ways: Readonly<Record<string, (way: string) => Promise<Pressed>>> = {
      password: async (way) => {
        const { page, violations } = await openSignIn(first, way);
        return { page, violations, last: () => typePassword(page, first) };
      },
      cancel: async (way) => {
        const { page, violations } = await openSignIn(first, way);
        return { page, violations, last: () => press(page, 'cancel') };
      },
      consent: async (way) => {
        // Asked for even where an earlier way of the same person is remembered.
        const { page, violations } = await openSignIn(third, way, { prompt: 'consent' });
        await typePassword(page, third);
        await page.waitForSelector('main[data-page=consent]');
        return { page, violations, last: () => press(page) };
      },
      form_post: async (way) => {
        const { page, violations } = await openSignIn(first, way, { response_mode: 'form_post' });
        return { page, violations, last: () => typePassword(page, first) };
      },
      'form_post of an early error': async (way) => {
        const { page, violations } = await openPage();
        const redirect_uri = `${application.origin}${way}`;
        const url = await first.application.authorizationUrl({ redirect_uri, response_mode: 'form_post' });
        const last = async () =>
          void (await page.goto(`${url}&request=x.y.z`, { waitUntil: 'commit' }).catch(() => null));
        return { page, violations, last };
      },
      'form_post without scripts': async (way) => {
        const { page, violations } = await openPage({ javaScriptEnabled: false });
        const redirect_uri = `${application.origin}${way}`;
        await page.goto(
          await first.application.authorizationUrl({
            redirect_uri,
            response_mode: 'form_post',
            prompt: 'none',
          }),
        );
        expect(await page.getAttribute('main', 'data-page')).to.equal('form-post');
        return {
          page,
          violations,
          last: () => page.locator('main button').click({ noWaitAfter: true }),
        };
      },
      'sign-out': async (way) => {
        const { page, violations } = await openSignIn(first, '/to-port');
        await typePassword(page, first);
        await page.waitForURL(`${landing.origin}/landed`);
        const query = new URLSearchParams({
          client_id: first.application.clientId,
          post_logout_redirect_uri: `${application.origin}${way}`,
        });
        await page.goto(`${first.server.issuer}/session/end?${query}`);
        return { page, violations, last: () => press(page) };
      },
    };

    for (const [what, walk] of Object.entries(ways)) {
      it(`${what}: to another port`, async () => {
        const { page, violations, last } = await walk('/to-port');
        await last();
        await page.waitForURL(`${landing.origin}/landed`, { timeout: 10_000 });
        expect(violations).to.deep.equal([]);
        await page.context().close();
      });

      it(`${what}: to a private scheme`, async () => {
        const { page, violations, last } = await walk('/to-desktop');
        const handedOver = page.waitForEvent('requestfailed', {
          predicate: (request) => request.url().startsWith(desktop),
          timeout: 10_000,
        });
        await last();
        // Nobody is there to take it over; one that a policy forbids is never begun.
        expect((await handedOver).failure()?.errorText).to.equal('net::ERR_ABORTED');
        expect(violations).to.deep.equal([]);
        await page.context().close();
      });
    }
  });
});
