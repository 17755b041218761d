import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { type Answer, Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../harness/world.ts';
import { beginDevice, type DeviceCodes, deviceClient, deviceGrantType } from './support/devices.ts';

interface Outcome {
  readonly status: number;
  readonly error?: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
}

function worldOfDevices(enforcement: Record<string, unknown> | null) {
  return createWorld({ enforcement, client: deviceClient });
}

async function askForTokens({ application, server }: World, body: Record<string, string>): Promise<Outcome> {
  const answer = await fetch(`${server.issuer}/token`, {
    method: 'POST',
    headers: application.credentials(),
    body: new URLSearchParams(body),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}

const poll = (world: World, { device_code: code }: DeviceCodes) =>
  askForTokens(world, { grant_type: deviceGrantType, device_code: code });

/** Types the code in and confirms it; the first page of the sign-in, or the last of all. */
async function confirm(browser: Browser, codes: DeviceCodes): Promise<Answer> {
  const page = await browser.open(codes.verification_uri);
  expect(page.name).to.equal('device-code');
  const confirmation = await browser.submit(page, { user_code: codes.user_code });
  expect(confirmation.name).to.equal('device-confirm');
  expect(confirmation.body).to.contain(codes.user_code);
  return browser.submit(confirmation);
}

async function givePassword(
  browser: Browser,
  page: Answer,
  { email, password }: TestPerson,
): Promise<Answer> {
  expect(page.name).to.equal('password');
  return browser.submit(page, { email, password });
}

/** The whole way of Tomas, with their app. */
async function approve(world: World, codes: DeviceCodes, browser = new Browser()): Promise<Answer> {
  const challenge = await givePassword(browser, await confirm(browser, codes), world.tomas);
  expect(challenge.name).to.equal('challenge');
  return browser.submit(challenge, { code: codeOf(world.tomas.secret ?? '') });
}

describe('a device', () => {
  it('gets tokens that state what its person has proven in a browser', async () => {
    const world = await worldOfDevices(everyoneNow);
    const codes = await beginDevice(world);
    expect((await poll(world, codes)).error).to.equal('authorization_pending');
    expect((await approve(world, codes)).name).to.equal('device-done');
    const tokens = await poll(world, codes);
    expect(tokens.status).to.equal(200);
    expect(decodeJwt(tokens.id_token ?? '').amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
    const refreshed = await askForTokens(world, refresh);
    expect(decodeJwt(refreshed.id_token ?? '').amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect((await poll(world, codes)).error).to.equal('invalid_grant');
  });

  it('gets nothing while its person has given the password only', async () => {
    const world = await worldOfDevices(everyoneNow);
    const codes = await beginDevice(world);
    const browser = new Browser();
    const page = await givePassword(browser, await confirm(browser, codes), world.tomas);
    expect(page.name).to.equal('challenge');
    expect((await poll(world, codes)).error).to.equal('authorization_pending');
  });

  it('D29: leads a member without a factor through setting one up', async () => {
    const world = await worldOfDevices(everyoneNow);
    const codes = await beginDevice(world);
    const browser = new Browser();
    const page = await givePassword(browser, await confirm(browser, codes), world.mina);
    expect(page.name).to.equal('mailbox');
    const { answer } = await enroll(world.server, browser, page, world.mina.email);
    expect(answer.name).to.equal('device-done');
    const tokens = await poll(world, codes);
    expect(decodeJwt(tokens.id_token ?? '').amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('D29, ruling 9: gets nothing when enforcement was switched on between the approval and its question', async () => {
    const world = await worldOfDevices(null);
    const codes = await beginDevice(world);
    const browser = new Browser();
    const done = await givePassword(browser, await confirm(browser, codes), world.mina);
    expect(done.name).to.equal('device-done');
    await seed(world.server, { organizations: [{ slug: world.slug, enforcement: everyoneNow }] });
    expect((await poll(world, codes)).error).to.equal('invalid_grant');
  });

  it('asks a person who is signed in to confirm, and nothing more', async () => {
    const world = await worldOfDevices(everyoneNow);
    const browser = new Browser();
    await approve(world, await beginDevice(world), browser);
    const codes = await beginDevice(world);
    expect((await confirm(browser, codes)).name).to.equal('device-done');
    expect(decodeJwt((await poll(world, codes)).id_token ?? '').amr).to.include('mfa');
  });

  it('needs consent also where that is remembered, since anybody may have sent its code', async () => {
    const grant_types = ['authorization_code', ...deviceClient.grant_types];
    const world = await createWorld({ client: { first_party: false, grant_types } });
    const { browser, answer } = await signIn(world.application, world.greta);
    await browser.submit(answer);
    expect((await signIn(world.application, world.greta)).answer.location, 'remembered').to.include('code=');
    const codes = await beginDevice(world);
    const other = new Browser();
    const page = await givePassword(other, await confirm(other, codes), world.greta);
    expect(page.name).to.equal('consent');
    expect((await poll(world, codes)).error).to.equal('authorization_pending');
  });

  it('is told when its person refuses, at the confirmation or during the sign-in', async () => {
    const world = await worldOfDevices(everyoneNow);
    const [one, two] = [await beginDevice(world), await beginDevice(world)];
    const browser = new Browser();
    const page = await browser.open(one.verification_uri);
    const confirmation = await browser.submit(page, { user_code: one.user_code });
    const abort = confirmation.page.querySelectorAll('form')[1];
    const hidden = abort?.querySelectorAll('input[type=hidden]') ?? [];
    const fields = hidden.map((input) => [
      input.getAttribute('name') ?? '',
      input.getAttribute('value') ?? '',
    ]);
    await browser.post(abort?.getAttribute('action') ?? '', Object.fromEntries(fields));
    expect((await poll(world, one)).error).to.equal('access_denied');
    await browser.submit(await confirm(browser, two), { action: 'cancel' });
    expect((await poll(world, two)).error).to.equal('access_denied');
  });

  it('gets nothing for a code of ten minutes ago, and nobody can approve that', async () => {
    const world = await worldOfDevices(everyoneNow);
    const codes = await beginDevice(world);
    travel(601);
    expect((await poll(world, codes)).error).to.equal('expired_token');
    const browser = new Browser();
    const page = await browser.open(codes.verification_uri);
    const refused = await browser.submit(page, { user_code: codes.user_code });
    expect(refused.name).to.equal('device-code');
  });

  it('finds no code of another client', async () => {
    const world = await worldOfDevices(everyoneNow);
    const codes = await beginDevice(world);
    await approve(world, codes);
    const other = { ...world, application: world.otherApplication };
    expect((await poll(other, codes)).error).to.equal('invalid_grant');
    expect((await poll(world, codes)).status).to.equal(200);
  });
});
