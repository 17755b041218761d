import { expect } from 'chai';
import { type Answer, Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import {
  codeOf,
  createWorld,
  everyoneNow,
  mailedCode,
  passPassword,
  signIn,
  type World,
} from '../../harness/world.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Every answer on the way through sign-in, enrolment and consent. */
async function throughEnrolment({ application, mina, server }: World): Promise<Answer[]> {
  const { browser, answer: mailbox } = await passPassword(application, mina);
  const enroll = await browser.submit(mailbox, { code: mailedCode(server, mina.email) });
  const secret = enroll.page.querySelector('#totp-secret')?.text.trim() ?? '';
  const codes = await browser.submit(enroll, { code: codeOf(secret) });
  const download = await browser.post(codes.url, { action: 'download' });
  const first = codes.page.querySelector('#recovery-codes li')?.text.trim() ?? '';
  const consent = await browser.submit(codes, { kept: first.slice(-4) });
  return [mailbox, enroll, codes, download, consent];
}

async function throughDevice({ application, olivia, server }: World): Promise<Answer[]> {
  const { clientId } = application;
  const secrets = { client_id: clientId, client_secret: `secret-of-${clientId}` };
  const machine = new Browser({ accept: 'application/json' });
  const begun = await machine.post(`${server.issuer}/device/auth`, { ...secrets, scope: 'openid' });
  const { user_code: userCode } = JSON.parse(begun.body);
  const browser = new Browser();
  const input = await browser.open(`${server.issuer}/device`);
  const wrong = await browser.submit(input, { user_code: 'WRNG-WRNG' });
  const confirm = await browser.submit(wrong, { user_code: userCode });
  const password = await browser.submit(confirm, { confirm: 'yes' });
  const challenge = await browser.submit(password, { email: olivia.email, password: olivia.password });
  const consent = await browser.submit(challenge, { code: codeOf(olivia.secret ?? '') });
  const done = await browser.submit(consent);
  return [input, wrong, confirm, password, challenge, consent, done];
}

async function throughSignOut({ application, greta, server }: World): Promise<Answer[]> {
  const { browser, answer: consent } = await signIn(application, greta);
  const back = await browser.submit(consent);
  const confirm = await browser.open(`${server.issuer}/session/end`);
  const signedOut = await browser.submit(confirm, { logout: 'yes' });
  const anonymous = await browser.open(`${server.issuer}/session/end`);
  return [consent, back, confirm, signedOut, anonymous];
}

/** Pages that end the road, and one that opens the door of the application by itself. */
async function errorsAndForms({ application, server, tomas }: World): Promise<Answer[]> {
  const browser = new Browser();
  const formPost = await application.authorizationUrl({ prompt: 'none', response_mode: 'form_post' });
  return [
    await browser.open(`${server.issuer}/nowhere`),
    await browser.open(`${server.issuer}/interaction/unknown/password`),
    await browser.open(`${server.issuer}/auth?client_id=unknown`),
    await browser.open(`${server.issuer}/auth/unknown`),
    await browser.open(`${server.issuer}/session/end?id_token_hint=x`),
    await browser.post(`${server.issuer}/session/end/confirm`, { xsrf: 'x' }),
    await browser.open(`${server.issuer}/development/mailbox`),
    await browser.open(formPost),
    (await passPassword(application, { ...tomas, password: 'wrong password of a stranger' })).answer,
  ];
}

/** @param endsHere what is sent from the page ends with us, so that its policy says where forms may lead */
function expectGuardedPage(answer: Answer, endsHere: boolean): void {
  const header = (name: string) => answer.headers.get(name);
  const policy = header('content-security-policy') ?? '';
  const where = `${answer.name} ${answer.url}`;
  expect(policy, where).to.match(/^default-src 'none'; script-src /);
  for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "style-src 'self'"])
    expect(policy, where).to.include(part);
  expect(/form-action[^;]*/.exec(policy)?.[0], where).to.equal(endsHere ? "form-action 'self'" : undefined);
  expect(policy, where).not.to.match(/unsafe|\*|http:;|https:;/);
  expect(header('cache-control'), where).to.equal('no-store');
  expect(header('x-content-type-options'), where).to.equal('nosniff');
  expect(header('referrer-policy'), where).to.equal('same-origin');
  expect(header('cross-origin-opener-policy'), where).to.equal('same-origin');
  expect(header('x-frame-options'), where).to.equal('DENY');
  expect(header('permissions-policy'), where).to.equal(
    'camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)',
  );
  expect(header('x-request-id'), where).to.match(/^[0-9a-f-]{36}$/);
  expect(header('content-type'), where).to.match(/charset=utf-8$/);
  for (const name of ['access-control-allow-origin', 'x-powered-by', 'server'])
    expect(header(name), where).to.equal(null);
}

describe('A-42: headers', () => {
  let world: World;
  let third: World;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow });
    const client = {
      first_party: false,
      client_name: 'Third party',
      grant_types: ['authorization_code', 'refresh_token', deviceGrant],
    };
    third = await createWorld({ enforcement: everyoneNow, client });
  });

  it('guard every page, those of the protocol included', async () => {
    const ofDevice = await throughDevice(third);
    const answers = [
      ...(await throughEnrolment(third)),
      ...ofDevice,
      ...(await throughSignOut(third)),
      ...(await errorsAndForms(world)),
    ];
    const pages = answers.filter(({ headers }) => headers.get('content-type')?.includes('html'));
    for (const page of pages) {
      const isStep = page.url.includes('/interaction/') && page.name !== 'error';
      const leadsAway = page.name === 'form-post' || (isStep && !ofDevice.includes(page));
      expectGuardedPage(page, !leadsAway);
    }
    expect(new Set(pages.map(({ name }) => name))).to.include.keys(
      'password',
      'challenge',
      'mailbox',
      'enroll',
      'recovery-codes',
      'consent',
      'form-post',
      'device-code',
      'device-confirm',
      'device-done',
      'logout-confirm',
      'signed-out',
      'development-mailbox',
      'error',
    );
  });

  it('keep the text file of recovery codes out of caches', async () => {
    const download = (await throughEnrolment(await createWorld({ enforcement: everyoneNow })))[3];
    expect(download?.headers.get('content-type')).to.equal('text/plain; charset=utf-8');
    expect(download?.headers.get('cache-control')).to.equal('no-store');
    expect(download?.headers.get('content-disposition')).to.include('attachment');
  });

  it('of cookies keep scripts and other sites away', async () => {
    const browser = new Browser();
    const lines: string[] = [];
    let answer = await browser.request(await world.application.authorizationUrl());
    lines.push(...answer.headers.getSetCookie());
    const page = await browser.follow(answer);
    const { email, password } = world.greta;
    answer = await browser.post(page.url, { email, password, action: 'continue' });
    while (answer.location?.startsWith(world.server.issuer)) {
      lines.push(...answer.headers.getSetCookie());
      answer = await browser.request(answer.location);
    }
    lines.push(...answer.headers.getSetCookie());
    const names = [
      'session',
      'session.sig',
      'interaction',
      'interaction.sig',
      'resume',
      'device',
      'device.sig',
    ].map((name) => nameOfCookie(world.server.issuer, name));
    expect(lines.map((line) => line.split('=')[0])).to.include.members(names);
    for (const line of lines) {
      expect(line)
        .to.match(/; httponly/i)
        .and.to.match(/; samesite=lax/i);
      expect(line).not.to.match(/; domain=/i);
    }
  });

  it('answer an accepted form with 303, so that going back or reloading sends nothing again', async () => {
    const browser = new Browser();
    const page = await third.application.start(browser, { prompt: 'consent' });
    const { email, password } = third.greta;
    const posted = [await browser.post(page.url, { email, password, action: 'continue' })];
    const consent = await browser.follow(posted[0] as Answer);
    posted.push(await browser.post(consent.url, { action: 'continue' }));
    await browser.follow(posted[1] as Answer);
    const confirm = await browser.open(`${third.server.issuer}/session/end`);
    const xsrf = confirm.page.querySelector('input[name=xsrf]')?.getAttribute('value') ?? '';
    posted.push(await browser.post(`${third.server.issuer}/session/end/confirm`, { xsrf, logout: 'yes' }));
    for (const answer of posted) expect(answer.status, answer.url).to.equal(303);
  });

  it('let no other origin read the authorization endpoint or a page', async () => {
    const browser = new Browser();
    const origin = 'https://evil.example';
    const page = await world.application.start(browser);
    const addresses = [
      await world.application.authorizationUrl(),
      page.url,
      `${world.server.issuer}/session/end`,
    ];
    const preflight = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-a',
    };
    for (const url of addresses) {
      const answers = [
        await browser.request(url, { headers: { origin } }),
        await browser.request(url, { method: 'OPTIONS', headers: preflight }),
      ];
      for (const { headers } of answers) {
        const names = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect(names, url).to.deep.equal([]);
      }
    }
  });
});
