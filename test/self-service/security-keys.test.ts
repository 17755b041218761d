import { expect } from 'chai';
import { type ApiClient, apiOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { quietApiOf } from '../harness/members.ts';
import { SecurityKeySimulator } from '../harness/security-key.ts';
import { codeOf, createWorld, mailedCode } from '../harness/world.ts';
import { browserAndApi, enrollBy, enrollKeyBy, eventsOf, factorsOf, subjectsTo } from './support/people.ts';

describe('registering a security key through the API', () => {
  it('D31: keeps several keys beside apps, with nicknames', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    await enrollKeyBy(world, api, world.mina.email, { nickname: 'Blue key' });
    await enrollKeyBy(world, api, world.mina.email);
    await enrollBy(world, api, world.mina.email, 'Phone');
    const { items } = (await api.get('/me/authenticators')).body;
    const told = items.map(({ kind, nickname }: { kind: string; nickname: string }) => `${kind} ${nickname}`);
    expect(told).to.have.members(['webauthn Blue key', 'webauthn Security key', 'totp Phone']);
    expect((await api.get('/me')).body.factors).to.have.members(['totp', 'webauthn']);
    expect(await eventsOf(world, world.mina.email)).to.include('authenticator.enrolled');
    expect(await subjectsTo(world, world.mina.email)).to.include('Countersign: two-step sign-in was set up');
  });

  it('ruling 3: wants the mailbox proven, and counts for nothing before', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const begun = (await api.post('/me/authenticators', { kind: 'webauthn' })).body;
    expect([begun.proof, begun.kind]).to.deep.equal(['mailbox', 'webauthn']);
    expect(begun.public_key.rp).to.deep.include({ id: 'localhost' });
    expect((Date.parse(begun.expires_at) - Date.now()) / 1000).to.be.within(280, 300);
    const credential = new SecurityKeySimulator(world.server.issuer).register(begun.public_key);
    const confirm = (mailbox_code: string) =>
      api.post(`/me/authenticators/${begun.id}/confirm`, { credential, mailbox_code });
    expect((await confirm('00000000')).body.code).to.equal('token_invalid');
    expect(await factorsOf(api)).to.deep.equal([]);
    const done = await confirm(mailedCode(world.server, world.mina.email));
    expect([done.status, done.body.recovery_codes?.length]).to.deep.equal([201, 10]);
    expect((await confirm('00000000')).body.code).to.equal('enrollment_expired');
  });

  it('A-40: refuses what was signed for another page, another set-up, or by a key that somebody has', async () => {
    const world = await createWorld();
    const [mina, greta] = [await apiOf(world, world.mina), await apiOf(world, world.greta)];
    const { key } = await enrollKeyBy(world, mina, world.mina.email);
    const begun = (await greta.post('/me/authenticators', { kind: 'webauthn' })).body;
    const mailbox_code = begun.proof === 'mailbox' ? mailedCode(world.server, world.greta.email) : undefined;
    const confirm = (credential: object) =>
      greta.post(`/me/authenticators/${begun.id}/confirm`, { credential, mailbox_code });
    const fresh = new SecurityKeySimulator(world.server.issuer);
    const before = await factorsOf(greta);
    for (const credential of [
      fresh.register(begun.public_key, { origin: 'https://evil.example' }),
      fresh.register({ ...begun.public_key, challenge: 'AAAA' }),
      key.register(begun.public_key),
    ]) {
      const { status, body } = await confirm(credential);
      expect([status, body.code]).to.deep.equal([422, 'key_not_accepted']);
    }
    expect(await factorsOf(greta)).to.deep.equal(before);
    expect((await confirm(fresh.register(begun.public_key))).status).to.equal(201);
  });

  it('takes the code of an app for an app alone, and the answer of a key for a key', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const key = (await api.post('/me/authenticators', { kind: 'webauthn' })).body;
    const sent = { code: '123456', mailbox_code: mailedCode(world.server, world.mina.email) };
    const wrong = await api.post(`/me/authenticators/${key.id}/confirm`, sent);
    expect(wrong.body.code).to.equal('enrollment_expired');
    const app = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    const mailbox_code = mailedCode(world.server, world.mina.email);
    const credential = new SecurityKeySimulator(world.server.issuer).register(key.public_key);
    const confirm = (body: object) =>
      api.post(`/me/authenticators/${app.id}/confirm`, { ...body, mailbox_code });
    expect((await confirm({ credential })).body.code).to.equal('enrollment_expired');
    for (const body of [{}, { credential, code: '123456' }]) {
      const { status, body: told } = await confirm(body);
      expect([status, told.errors?.[0]?.path]).to.deep.equal([422, '/code']);
    }
    expect((await confirm({ code: codeOf(app.secret) })).status).to.equal(201);
  });

  it('A-40: is answered within five minutes, by the session that asked', async () => {
    const world = await createWorld();
    const { api, browser } = await browserAndApi(world, world.mina);
    const other = await apiOf(world, world.mina);
    const begin = async () => (await api.post('/me/authenticators', { kind: 'webauthn' })).body;
    const confirm = (by: ApiClient, begun: Awaited<ReturnType<typeof begin>>) => {
      const credential = new SecurityKeySimulator(world.server.issuer).register(begun.public_key);
      const mailbox_code = mailedCode(world.server, world.mina.email);
      return by.post(`/me/authenticators/${begun.id}/confirm`, { credential, mailbox_code });
    };
    const foreign = await begin();
    expect((await confirm(other, foreign)).body.code).to.equal('enrollment_expired');
    travel(61);
    const late = await begin();
    travel(301);
    const later = await quietApiOf(world, browser);
    expect((await confirm(later, late)).body.code).to.equal('enrollment_expired');
    const intime = (await later.post('/me/authenticators', { kind: 'webauthn' })).body;
    expect((await confirm(later, intime)).status).to.equal(201);
  });
});
