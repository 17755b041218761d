import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { Application } from '../harness/application.ts';
import type { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

const offline = { scope: 'openid offline_access', prompt: 'consent' };

/** Signs out at the provider, as an application asks for it: a hint of this very session needs no question. */
async function logOut({ server }: World, browser: Browser, idToken: string): Promise<void> {
  const query = new URLSearchParams({ id_token_hint: idToken });
  expect((await browser.open(`${server.issuer}/session/end?${query}`)).name).to.equal('signed-out');
}

/** Greta's tokens with offline access; the consent page is passed on the way. */
async function offlineTokens(world: World) {
  const { browser, answer } = await signIn(world.application, world.greta, { parameters: offline });
  expect(answer.name).to.equal('consent');
  return { browser, tokens: await world.application.redeem(await browser.submit(answer)) };
}

async function refreshFor(application: Application, token: string, days: number): Promise<string> {
  let current = token;
  for (let day = 0; day < days; day += 1) {
    travel(24 * 3600);
    current = (await application.refresh(current)).refresh_token ?? '';
  }
  return current;
}

describe('refresh tokens', () => {
  it('rotate, and a used one revokes what came of it', async () => {
    const { application, greta } = await createWorld();
    const { answer } = await signIn(application, greta);
    const first = await application.redeem(answer);
    const second = await application.refresh(first.refresh_token ?? '');
    expect(second.refresh_token)
      .to.match(/^[\w-]{43}$/)
      .and.not.to.equal(first.refresh_token);
    expect(await refusedWith(application.refresh(first.refresh_token ?? ''))).to.equal('invalid_grant');
    expect(await refusedWith(application.refresh(second.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('end with the session', async () => {
    const world = await createWorld();
    const { browser, answer } = await signIn(world.application, world.greta);
    const tokens = await world.application.redeem(answer);
    await logOut(world, browser, tokens.id_token ?? '');
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
  });

  it('with offline access live on after the sign-out', async () => {
    const world = await createWorld();
    const { browser, tokens } = await offlineTokens(world);
    expect(tokens.scope?.split(' ')).to.include('offline_access');
    await logOut(world, browser, tokens.id_token ?? '');
    const refreshed = await world.application.refresh(tokens.refresh_token ?? '');
    expect(refreshed.claims()?.amr).to.deep.equal(['pwd']);
    expect(refreshed.claims()?.auth_time).to.equal(decodeJwt(tokens.id_token ?? '').auth_time);
  });

  it('get offline access only through a consent page', async () => {
    const { application, greta } = await createWorld();
    const { answer } = await signIn(application, greta, { parameters: { scope: offline.scope } });
    expect((await application.redeem(answer)).scope).to.equal('openid');
  });

  it('with offline access end 30 days after the sign-in, however often they rotate', async () => {
    const world = await createWorld();
    const { application } = world;
    const { tokens } = await offlineTokens(world);
    const late = await refreshFor(application, tokens.refresh_token ?? '', 29);
    travel(24 * 3600 - 120);
    const last = (await application.refresh(late)).refresh_token ?? '';
    travel(180);
    expect(await refusedWith(application.refresh(last))).to.equal('invalid_grant');
  });

  it('are given to no client without the grant type', async () => {
    const { application, greta } = await createWorld({ client: { grant_types: ['authorization_code'] } });
    const { answer } = await signIn(application, greta);
    expect(await application.redeem(answer)).not.to.have.property('refresh_token');
  });

  it('are revoked at the request of their own client, and of no other', async () => {
    const { application, otherApplication, greta } = await createWorld();
    const { answer } = await signIn(application, greta);
    const { refresh_token: token = '' } = await application.redeem(answer);
    expect(await revoke(otherApplication, token)).to.equal(200);
    const { refresh_token: next = '' } = await application.refresh(token);
    expect(await revoke(application, next)).to.equal(200);
    expect(await refusedWith(application.refresh(next))).to.equal('invalid_grant');
  });
});

/** Status of a request to revoke a token. @see RFC 7009 section 2.1 */
async function revoke(application: Application, token: string): Promise<number> {
  const body = new URLSearchParams({ token });
  const endpoint = application.config.serverMetadata().revocation_endpoint ?? '';
  return (await fetch(endpoint, { method: 'POST', headers: application.credentials(), body })).status;
}
