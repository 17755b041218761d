import { claimTable, levelLine, organizationCards, signInSummary } from './claims.ts';
import { type Html, html } from './html.ts';
import type { DemoClient } from './relying-party.ts';
import type { SignIn } from './sessions.ts';

/** What went wrong, for people. */
export interface Trouble {
  readonly title: string;
  readonly explanation: string;
  /** What the provider said, word for word; null when it said nothing. */
  readonly details: string | null;
}

/** The start page for somebody who is not signed in. */
export function welcomePage(clients: readonly DemoClient[], notice: string | null): string {
  const [main, ...others] = clients;
  const body = html`${noticeBox(notice)}
    <section class="card">
      <h1>A small application that trusts its provider</h1>
      <p>It enforces nothing itself. Who you are and how you proved it stands in the ID token, and nothing else counts.</p>
      ${main === undefined ? null : signInLinks(main)}
    </section>
    ${others.length === 0 ? null : otherClients(others)}`;
  return page('Demo application', body);
}

/** The start page for somebody who is signed in. */
export function signedInPage(signIn: SignIn, clients: readonly DemoClient[], notice: string | null): string {
  const current = clients.find((client) => client.clientId === signIn.clientId);
  const others = clients.filter((client) => client.clientId !== signIn.clientId);
  const organizations = organizationCards(signIn.claims.organization);
  const body = html`${noticeBox(notice)}
    <section class="card">
      <h1>Signed in as ${signIn.name ?? signIn.claims.sub}</h1>
      <p>This is what ${current?.title ?? signIn.clientId} was told; it had asked for ${signIn.asked}.</p>
      ${levelLine(signIn.askedLevel, signIn.claims)}
      ${signInSummary(signIn.claims)}
      ${refreshedLine(signIn)}
      <div class="actions">
        ${signIn.refreshToken === null ? null : postButton('/refresh', 'Refresh tokens')}
        ${postButton('/userinfo', 'Ask userinfo')}
        ${postButton('/sign-out', 'Sign out')}
      </div>
    </section>
    ${current === undefined ? null : html`<section class="card"><h2>Ask for more</h2>${stepUpLinks(current)}</section>`}
    ${organizations.length === 0 ? null : html`<section><h2>Organizations</h2>${organizations}</section>`}
    <section class="card"><h2>All claims of the ID token</h2>${claimTable(signIn.claims)}</section>
    ${signIn.userinfo === null ? null : html`<section class="card" id="userinfo"><h2>Userinfo</h2>${claimTable(signIn.userinfo)}</section>`}
    ${others.length === 0 ? null : otherClients(others)}`;
  return page('Signed in', body);
}

/** A page for whatever did not work, with the way back. */
export function troublePage({ title, explanation, details }: Trouble): string {
  const body = html`<section class="card">
    <h1>${title}</h1>
    <p>${explanation}</p>
    ${details === null ? null : html`<p class="details">The provider said: <code>${details}</code></p>`}
    <div class="actions"><a class="button" href="/">Back to the start</a></div>
  </section>`;
  return page(title, body);
}

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <header><a href="/">Demo application</a></header>
  <main>${body}</main>
  <footer>An example of an application that delegates sign-in. Not for production.</footer>
</body>
</html>
`.markup;
}

function signInLinks(client: DemoClient): Html {
  return html`<div class="actions">
    ${link(client, 'Sign in', {})}
    ${link(client, 'Sign in at level 2', { level: '2' })}
    ${link(client, 'Sign in at level 3', { level: '3' })}
    ${link(client, 'Sign in without the organization claim', { organization: 'no' })}
  </div>`;
}

function stepUpLinks(client: DemoClient): Html {
  return html`<div class="actions">
    ${link(client, 'Step up to level 2', { level: '2' })}
    ${link(client, 'Step up to level 3', { level: '3' })}
    ${link(client, 'Sign in again', {})}
  </div>`;
}

function otherClients(clients: readonly DemoClient[]): Html {
  const links = clients.map((client) => link(client, `Sign in to: ${client.title}`, {}));
  return html`<section class="card">
    <h2>As another application</h2>
    <p>This program also plays other clients of the same provider: to see single sign-on and the consent page.</p>
    <div class="actions">${links}</div>
  </section>`;
}

function link(client: DemoClient, label: string, wish: Readonly<Record<string, string>>): Html {
  const query = new URLSearchParams({ client: client.clientId, ...wish });
  return html`<a class="button" href="/sign-in?${query.toString()}">${label}</a>`;
}

function postButton(action: string, label: string): Html {
  return html`<form method="post" action="${action}"><button>${label}</button></form>`;
}

function refreshedLine({ refreshedAt }: SignIn): Html | null {
  if (refreshedAt === null) return null;
  const local = refreshedAt.toLocaleTimeString('en-GB');
  return html`<p class="good">✓ Refreshed at <time datetime="${refreshedAt.toISOString()}">${local}</time></p>`;
}

function noticeBox(notice: string | null): Html | null {
  return notice === null ? null : html`<p class="notice" role="status">${notice}</p>`;
}
