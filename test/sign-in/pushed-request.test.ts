import { expect } from 'chai';
import type { Application } from '../harness/application.ts';
import { type Answer, Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { codeOf, createWorld, everyoneNow } from '../harness/world.ts';

/** Pushes a request over the back channel. @see RFC 9126 section 2 */
async function push(
  application: Application,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(application.config.serverMetadata().pushed_authorization_request_endpoint ?? '', {
    method: 'POST',
    headers: application.credentials(),
    body: new URL(await application.authorizationUrl(parameters)).searchParams,
  });
}

/** The address that a browser is sent to after a push. */
async function addressAfter(application: Application, pushed: Response): Promise<string> {
  expect(pushed.status).to.equal(201);
  const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string };
  const url = new URL(application.config.serverMetadata().authorization_endpoint ?? '');
  url.search = new URLSearchParams({ client_id: application.clientId, request_uri: requestUri }).toString();
  return url.href;
}

describe('a pushed authorization request', () => {
  it('leads to the same sign-in', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const browser = new Browser();
    const page = await browser.open(await addressAfter(application, await push(application)));
    const challenge = await browser.submit(page, { email: tomas.email, password: tomas.password });
    const answer = await browser.submit(challenge, { code: codeOf(tomas.secret ?? '') });
    expect((await application.redeem(answer)).claims()?.amr).to.include('mfa');
  });

  it('that is answered by a form at once has no links to other languages, since it works once', async () => {
    const { application } = await createWorld();
    const parameters = { response_mode: 'form_post', prompt: 'none' };
    const links = ({ page }: Answer) => page.querySelectorAll('a[href*="language="]').length;
    const plain = await application.start(new Browser(), parameters);
    const pushed = await new Browser().open(
      await addressAfter(application, await push(application, parameters)),
    );
    expect([plain.name, pushed.name]).to.deep.equal(['form-post', 'form-post']);
    expect([links(plain) > 0, links(pushed)]).to.deep.equal([true, 0]);
  });

  it('is asked for in no other language once its answer goes by a form: it would have to be pushed again', async () => {
    const client = { require_pushed_authorization_requests: true };
    const { application, greta } = await createWorld({ client });
    const browser = new Browser();
    const pushed = await push(application, { response_mode: 'form_post' });
    const page = await browser.open(await addressAfter(application, pushed));
    const answer = await browser.submit(page, { email: greta.email, password: greta.password });
    expect([page.name, answer.name]).to.deep.equal(['password', 'form-post']);
    const links = [page, answer].map((each) => each.page.querySelectorAll('a[href*="language="]').length);
    expect(links).to.deep.equal([3, 0]);
  });

  it('asks for the level that was pushed, whatever the browser adds', async () => {
    const { application, greta } = await createWorld();
    const claim = { acr: { essential: true, value: 'urn:countersign:acr:2' } };
    const pushed = await push(application, { claims: JSON.stringify({ id_token: claim }) });
    const browser = new Browser();
    const url = await addressAfter(application, pushed);
    const page = await browser.open(
      `${url}&acr_values=urn:countersign:acr:1&claims=${encodeURIComponent('{}')}`,
    );
    const answer = await browser.submit(page, { email: greta.email, password: greta.password });
    expect(answer.name).to.equal('mailbox');
  });

  it('is refused without the client’s secret, after a minute, and at another client', async () => {
    const { application, otherApplication } = await createWorld();
    const url = await application.authorizationUrl();
    const endpoint = application.config.serverMetadata().pushed_authorization_request_endpoint ?? '';
    const bare = await fetch(endpoint, { method: 'POST', body: new URL(url).searchParams });
    expect(bare.status).to.equal(401);
    expect(await bare.json()).to.include({ error: 'invalid_client' });
    const address = await addressAfter(application, await push(application));
    const stolen = new URL(address);
    stolen.searchParams.set('client_id', otherApplication.clientId);
    expect((await new Browser().open(stolen.href)).name).to.equal('error');
    travel(61);
    expect((await new Browser().open(address)).name).to.equal('error');
  });
});
