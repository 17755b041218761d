import { expect } from 'chai';
import type { Answer } from '../../harness/browser.ts';
import { postLogoutUri, type Run } from './plan.ts';
import { callbackOf, endpoint, type Parameters, start } from './relying-party.ts';

/** Sends the browser to the end-session endpoint; the answer is its first page. */
export async function askToLogOut(run: Run, parameters: Parameters): Promise<Answer> {
  const sent = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(Object.fromEntries(sent) as Record<string, string>);
  return run.browser.open(`${endpoint(run, 'end_session')}?${query}`);
}

/** Goes through with it: the person is asked, and says yes; an application that shows its ID token need not ask. */
export async function logOut(run: Run, parameters: Parameters): Promise<Answer> {
  const page = await askToLogOut(run, parameters);
  if (parameters.id_token_hint !== undefined) return page;
  expect(page.name).to.equal('logout-confirm');
  return run.browser.submit(page);
}

/** Requires that the person has ended up on a page of the provider, and signed out. */
export async function expectSignedOutPage(run: Run, answer: Answer): Promise<void> {
  expect(answer.location).to.equal(null);
  expect(answer.status).to.equal(200);
  expect(answer.name).to.equal('signed-out');
  await expectSignedOut(run);
}

/** Requires a redirect to the registered address with exactly these parameters, and that nobody is signed in. */
export async function expectBackSignedOut(
  run: Run,
  { location }: Answer,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const url = new URL(location ?? 'about:blank');
  expect(url.origin + url.pathname).to.equal(postLogoutUri);
  expect(Object.fromEntries(url.searchParams)).to.deep.equal(parameters);
  await expectSignedOut(run);
}

export async function expectSignedOut(run: Run): Promise<void> {
  expect(callbackOf(run, await start(run, { prompt: 'none' })).error).to.equal('login_required');
}

export async function expectSignedIn(run: Run): Promise<void> {
  expect(callbackOf(run, await start(run, { prompt: 'none' }))).to.have.all.keys('code');
}
