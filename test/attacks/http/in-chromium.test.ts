import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../browser/support/chromium.ts';
import { closedAtLast } from '../../harness/closing.ts';
import { inChromium } from '../../harness/needs.ts';
import { codeOf, createWorld, type TestPerson, type World } from '../../harness/world.ts';

/** A relying application that shows what reached it; `/frame?<address>` frames another page. */
function startApplication(): Promise<Server> {
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>application</title>${await contentFor(request)}`);
  });
  closedAtLast(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve(server)));
}

async function contentFor(request: IncomingMessage): Promise<string> {
  const [path, query = ''] = request.url?.split('?') ?? [];
  if (path === '/frame') return `<iframe src="${decodeURIComponent(query)}"></iframe>`;
  const sent = request.method === 'POST' ? await text(request) : query;
  return `<p id="method">${request.method}</p><p id="sent">${sent}</p>`;
}

inChromium((executablePath) => describe('A-42: in Chromium', () => testInChromium(executablePath)));

function testInChromium(executablePath: string): void {
  let chromium: Browser;
  let server: Server;
  let origin: string;
  let world: World;

  before(async function () {
    this.timeout(60_000);
    chromium = await launchChromium(executablePath);
    server = await startApplication();
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const client = { redirect_uris: [`${origin}/callback`], post_logout_redirect_uris: [`${origin}/`] };
    world = await createWorld({ client });
  });

  after(async () => {
    await chromium.close();
    server.closeAllConnections();
    server.close();
  });

  const addressOf = (parameters: Record<string, string> = {}) =>
    world.application.authorizationUrl({ redirect_uri: `${origin}/callback`, ...parameters });

  async function visit(address: string): Promise<{ page: Page; violations: string[] }> {
    const page = await (await chromium.newContext()).newPage();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') violations.push(message.text());
    });
    await page.goto(address);
    return { page, violations };
  }

  async function signIn(page: Page, { email, password, secret }: TestPerson): Promise<void> {
    await page.locator('[name=email]').fill(email);
    await page.locator('[name=password]').fill(password);
    await page.locator('[name=action][value=continue]').click();
    if (secret === null) return;
    await page.locator('[name=code]').fill(codeOf(secret));
    await page.locator('[name=action][value=continue]').click();
  }

  it('no page can be framed by another site', async () => {
    const { issuer } = world.server;
    for (const address of [
      await addressOf(),
      `${issuer}/session/end`,
      `${issuer}/device`,
      `${issuer}/nowhere`,
    ]) {
      const { page } = await visit(`${origin}/frame?${encodeURIComponent(address)}`);
      const frame = page.frames().find((each) => each !== page.mainFrame());
      expect(frame?.url(), address).to.equal('chrome-error://chromewebdata/');
      await page.context().close();
    }
  });

  it('a sign-in ends at the application, whatever the policy of forms says', async () => {
    const { page, violations } = await visit(await addressOf());
    await signIn(page, world.tomas);
    await page.waitForURL(`${origin}/callback?**`);
    expect(await page.textContent('#sent')).to.include('code=');
    expect(violations).to.deep.equal([]);
    await page.context().close();
  });

  it('cancelling ends at the application too', async () => {
    const { page, violations } = await visit(await addressOf());
    await page.locator('[name=action][value=cancel]').click();
    await page.waitForURL(`${origin}/callback?**`);
    expect(await page.textContent('#sent')).to.include('error=access_denied');
    expect(violations).to.deep.equal([]);
    await page.context().close();
  });

  it('response_mode=form_post reaches the application as a post, after a sign-in and without one', async () => {
    const { page, violations } = await visit(await addressOf({ response_mode: 'form_post' }));
    await signIn(page, world.greta);
    await page.waitForURL(`${origin}/callback`);
    expect(await page.textContent('#method')).to.equal('POST');
    expect(await page.textContent('#sent')).to.match(/(?:^|&)code=/);
    await page.goto(await addressOf({ response_mode: 'form_post' }));
    await page.waitForURL(`${origin}/callback`);
    expect(await page.textContent('#sent')).to.match(/(?:^|&)code=/);
    expect(violations).to.deep.equal([]);
    await page.context().close();
  });

  it('a sign-out that was confirmed goes back to the application, and so does one of nobody', async () => {
    const { page, violations } = await visit(await addressOf());
    await signIn(page, world.greta);
    await page.waitForURL(`${origin}/callback?**`);
    const query = new URLSearchParams({
      client_id: world.application.clientId,
      post_logout_redirect_uri: `${origin}/`,
      state: 'told',
    });
    await page.goto(`${world.server.issuer}/session/end?${query}`);
    expect(await page.getAttribute('main', 'data-page')).to.equal('logout-confirm');
    await page.locator('button').first().click();
    await page.waitForURL(`${origin}/?**`);
    expect(await page.textContent('#sent')).to.equal('state=told');
    await page.goto(`${world.server.issuer}/session/end?${query}`);
    await page.waitForURL(`${origin}/?**`);
    expect(await page.textContent('#sent')).to.equal('state=told');
    expect(violations).to.deep.equal([]);
    await page.context().close();
  });

  it('a sign-out without an application ends on a page of ours', async () => {
    const { page, violations } = await visit(`${world.server.issuer}/session/end`);
    await page.waitForURL(`${world.server.issuer}/session/end/success`);
    expect(await page.getAttribute('main', 'data-page')).to.equal('signed-out');
    expect(violations).to.deep.equal([]);
    await page.context().close();
  });

  it('the link of a device leads to its confirmation', async () => {
    const { page, violations } = await visit(`${world.server.issuer}/device?user_code=WRNG-WRNG`);
    await page.waitForSelector('main[data-page=device-code]');
    expect(await page.inputValue('[name=user_code]')).to.equal('WRNG-WRNG');
    expect(violations).to.deep.equal([]);
    await page.context().close();
  });
}
