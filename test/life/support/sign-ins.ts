import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { Answer } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { codeOf, declineOffer, enroll, isOffer } from '../../harness/world.ts';
import { MovingBrowser } from '../../sign-in/sessions/support/visits.ts';
import { makeChange, personOf } from './changes.ts';
import type { Session, Verdict } from './model.ts';
import { type Holding, holdingOf, type Life, type Person } from './organization-life.ts';
import type { Step } from './steps.ts';

type SignIn = Extract<Step, { step: 'sign_in' }>;

const parameters = { scope: 'openid organization' };
const stepMs = 30_000;

/** A complete sign-in: the password, whatever page comes, and the code redeemed. */
export async function signIn(life: Life, step: SignIn): Promise<void> {
  const person = personOf(life, step.who);
  const browser = await openBrowser(life, person, step);
  const page = await life.application.start(browser, parameters);
  expect(page.name).to.equal('password');
  const passwordAt = Date.now();
  const shown = await browser.submit(page, { email: person.email, password: person.password });
  const lastFormAt = isOffer(shown) ? Date.now() : passwordAt;
  const next = await declineOffer(browser, shown);
  life.model.settle(Date.now());
  expectPage(life, person, next, step);
  // The last form finishes a sign-in; whatever is saved after it was sent is later than the session.
  const openedAt = next.location === null ? Date.now() : lastFormAt;
  const done = await passPages(life, person, { browser, page: next, step });
  if (done === null) return;
  expect(done.answer.location, `${done.answer.name} ${done.answer.body.slice(0, 300)}`).to.contain('code=');
  const session = openSession(life, person, { ...done, openedAt }, step);
  const holding = holdingOf(session, person, browser);
  life.holdings.push(holding);
  if (step.meanwhile !== null) await makeChange(life, step.meanwhile);
  await redeem(life, holding, done.answer);
}

/** Their own browser is closed between sign-ins: sessions are gone from it, a remembered device is not. */
async function openBrowser(life: Life, person: Person, { browser }: SignIn): Promise<MovingBrowser> {
  if (browser === 'new') return new MovingBrowser();
  await person.known.browser.forgetSession(life.server.issuer);
  for (const holding of life.holdings) if (holding.browser === person.known.browser) holding.browser = null;
  return person.known.browser;
}

/** Who has a factor is asked for it, who needs one sets it up, and nobody else is asked for anything. */
function expectPage(life: Life, person: Person, page: Answer, step: SignIn): void {
  const { model } = life;
  const now = Date.now();
  const shown = page.location !== null ? 'none' : page.name === 'challenge' ? 'challenge' : page.name;
  if (shown === 'none' && sparedUntil(life, person, step) > now) return;
  const isRequired = model.requirement(person.email, now, now) !== null || model.mustEnroll.has(person.email);
  const expected = model.factors.has(person.email) ? ['challenge'] : isRequired ? ['mailbox'] : ['none'];
  expect(shown, `after the password of ${person.email}: ${page.location}`).to.be.oneOf(expected);
}

/** Until when the device of this sign-in may stand in for a code; 0 for not at all. */
function sparedUntil({ model }: Life, { email, known }: Person, step: SignIn): number {
  if (step.browser === 'new') return 0;
  const now = Date.now();
  const required = model.requirement(email, now, now);
  const policies = required === null ? model.policies : [required];
  return Math.max(0, ...policies.map(({ remembersMs }) => known.provenAt + remembersMs));
}

type Proof = 'code' | 'enrolment' | 'none';

async function passPages(
  life: Life,
  person: Person,
  { browser, page, step }: { browser: MovingBrowser; page: Answer; step: SignIn },
): Promise<{ readonly answer: Answer; readonly proof: Proof } | null> {
  if (page.location !== null) return { answer: page, proof: 'none' };
  if (page.name === 'challenge') {
    return { answer: await browser.submit(page, { code: nextCode(person) }), proof: 'code' };
  }
  if (step.enrolling === 'cancelled') return null;
  const { answer, secret } = await enroll(life.server, browser, page, person.email);
  person.secret = secret;
  person.lastStep = currentStep();
  return { answer, proof: 'enrolment' };
}

/** A code that was not given yet; waits for one where the app has none. */
export function nextCode(person: Person): string {
  if (person.lastStep > currentStep()) travel(stepMs / 1000);
  const ahead = person.lastStep >= currentStep() ? 1 : 0;
  person.lastStep = currentStep() + ahead;
  return codeOf(person.secret ?? '', ahead);
}

function currentStep(): number {
  return Math.floor(Date.now() / stepMs);
}

function openSession(
  life: Life,
  person: Person,
  { proof, openedAt }: { readonly proof: Proof; readonly openedAt: number },
  step: SignIn,
): Session {
  const { model } = life;
  const now = Date.now();
  if (proof === 'enrolment') model.enroll(person.email, now);
  if (proof !== 'none' && step.browser === 'known') person.known.provenAt = now;
  const session: Session = {
    email: person.email,
    openedAt,
    seenAt: now,
    hasProven: proof !== 'none',
    sparedUntil: proof === 'none' ? sparedUntil(life, person, step) : 0,
    ended: 'no',
    revoked: 'no',
  };
  model.sessions.push(session);
  return session;
}

/** Back at the provider in the browser of a session: either it goes straight on, or a page comes and is left alone. */
export async function comeBack(life: Life, holding: Holding): Promise<void> {
  const { browser, session } = holding;
  if (browser === null) return;
  life.model.settle(Date.now());
  const answer = await life.application.start(browser, parameters);
  const went = answer.location?.includes('code=') === true;
  expectLife(life, session, went, `back at the provider, ${answer.name}`);
  if (!went) return;
  session.seenAt = Date.now();
  session.revoked = 'no';
  await redeem(life, holding, answer);
}

export async function refresh(life: Life, holding: Holding): Promise<void> {
  if (holding.refreshToken === '') return;
  await takeTokens(life, holding, { grant_type: 'refresh_token', refresh_token: holding.refreshToken });
}

async function redeem(life: Life, holding: Holding, answer: Answer): Promise<void> {
  await takeTokens(life, holding, life.application.redemption(answer));
}

async function takeTokens(life: Life, holding: Holding, grant: Record<string, string>): Promise<void> {
  life.model.settle(Date.now());
  const response = await fetch(`${life.server.address}/token`, {
    method: 'POST',
    headers: life.application.credentials(),
    body: new URLSearchParams(grant),
  });
  const tokens = (await response.json()) as Record<string, string>;
  expectLife(
    life,
    holding.session,
    response.status === 200,
    `${grant.grant_type} ${tokens.error_description ?? ''}`,
  );
  if (response.status !== 200) return void expect(tokens.error).to.equal('invalid_grant');
  expectClaims(life, holding, tokens.id_token ?? '');
  holding.session.seenAt = Date.now();
  holding.refreshToken = tokens.refresh_token ?? holding.refreshToken;
  holding.accessToken = tokens.access_token ?? '';
  holding.accessUntil = Date.now() + 300_000;
}

export async function userinfo(life: Life, { session, accessToken, accessUntil }: Holding): Promise<void> {
  if (accessToken === '') return;
  life.model.settle(Date.now());
  const headers = { authorization: `Bearer ${accessToken}` };
  const { status } = await fetch(`${life.server.address}/me`, { headers });
  const left = accessUntil - Date.now();
  if (Math.abs(left) < 2000) return;
  if (left < 0) return void expect(status, 'an access token of 5 minutes ago').to.equal(401);
  expectLife(life, session, status === 200, 'userinfo');
}

function expectLife({ model }: Life, session: Session, isOpen: boolean, what: string): void {
  const verdict = aliveAtApplication(model.isAlive(session, Date.now()), session, what);
  if (verdict !== 'either') expect(isOpen ? 'yes' : 'no', `${what}, ${session.email}`).to.equal(verdict);
}

/** What is revoked opens nothing at the application, while its browser may still be signed in. */
function aliveAtApplication(alive: Verdict, { revoked }: Session, what: string): Verdict {
  if (what.startsWith('back') || revoked === 'no' || alive === 'no') return alive;
  return revoked === 'yes' ? 'no' : 'either';
}

/** `mfa` exactly when a second factor was proven, and never none of it where it is required. */
function expectClaims({ model, slug }: Life, holding: Holding, idToken: string): void {
  const claims = decodeJwt<{
    amr: string[];
    auth_time?: number;
    organization?: Record<string, { mfa: object }>;
  }>(idToken);
  const now = Date.now();
  const { email, openedAt, hasProven, sparedUntil: until } = holding.session;
  expect(claims.amr.includes('mfa'), `mfa in the amr of ${email}`).to.equal(hasProven);
  expect(claims.acr).to.equal(`urn:countersign:acr:${hasProven ? 2 : 1}`);
  expect(claims.mfa_time !== undefined, 'mfa_time').to.equal(hasProven);
  holding.authTime ??= claims.auth_time ?? null;
  expect(claims.auth_time, 'auth_time').to.equal(holding.authTime);
  const required = model.requirement(email, openedAt, now);
  if (required !== null && !hasProven) expect(until, `spared, ${email}`).to.be.greaterThan(now);
  const member = model.members.get(email);
  const claimed = claims.organization?.[slug];
  expect(claimed !== undefined, `claim of ${email}`).to.equal(member !== undefined && !member.isSuspended);
  if (required !== null) expect(claimed?.mfa, email).to.include({ required: true, satisfied: true });
}
