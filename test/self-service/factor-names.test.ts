import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import { renameAuthenticator } from '../../src/self-service/rename-authenticator.ts';
import { apiOf } from '../harness/api.ts';
import { createWorld } from '../harness/world.ts';
import { ageProofs } from './support/aged-proofs.ts';
import { eventsOf } from './support/people.ts';

describe('one’s own factors', () => {
  it('say when they were last used', async () => {
    const world = await createWorld();
    const began = Date.now();
    const api = await apiOf(world, world.tomas);
    const [factor] = (await api.get('/me/authenticators')).body.items;
    expect(Date.parse(factor.last_used_at)).to.be.within(began, Date.now());
    expect((await api.get('/me/export')).body.factors[0].last_used_at).to.equal(factor.last_used_at);
  });

  it('are renamed without a fresh proof; the log says that, and not what they are called', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    await ageProofs(world, world.tomas.email);
    const [factor] = (await api.get('/me/authenticators')).body.items;
    const renamed = await api.patch(`/me/authenticators/${factor.id}`, { nickname: '  Old   phone ' });
    expect([renamed.status, renamed.body]).to.deep.equal([200, { ...factor, nickname: 'Old phone' }]);
    expect((await api.get('/me/authenticators')).body.items).to.deep.equal([renamed.body]);
    expect((await api.patch(`/me/authenticators/${factor.id}`, { nickname: 'Old phone' })).status).to.equal(
      200,
    );
    const types = await eventsOf(world, world.tomas.email);
    expect(types.filter((type) => type === 'authenticator.renamed')).to.have.length(1);
    const { sql } = world.server.countersign.db;
    const [event] = await sql(
      `SELECT detail, personal, organization_id FROM audit_events e JOIN users u ON u.id = e.user_id
       WHERE u.email = $1 AND e.type = 'authenticator.renamed'`,
      [world.tomas.email],
    );
    expect(event).to.deep.equal({ detail: { factor: 'totp' }, personal: null, organization_id: null });
  });

  it('of others, and those that there are not, are not found', async () => {
    const world = await createWorld();
    const [tomas, olivia] = [await apiOf(world, world.tomas), await apiOf(world, world.olivia)];
    const [hers] = (await olivia.get('/me/authenticators')).body.items;
    for (const id of [hers.id, randomUUID(), 'nothing'])
      expect((await tomas.patch(`/me/authenticators/${id}`, { nickname: 'mine' })).status).to.equal(404);
    expect((await olivia.get('/me/authenticators')).body.items).to.deep.equal([hers]);
  });

  it('get no name that the rule for names refuses, whoever asks the operation', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const [factor] = (await api.get('/me/authenticators')).body.items;
    const refused = await api.patch(`/me/authenticators/${factor.id}`, { nickname: 'www.evil.example' });
    expect([refused.status, refused.body.code]).to.deep.equal([422, 'name_not_allowed']);
    const { db } = world.server.countersign;
    const person = await db.people.byEmail(world.tomas.email);
    if (person === null) throw new Error('nobody there');
    const actor = { kind: 'user', id: person.user.id, sourceAddress: '127.0.0.1' } as const;
    const myself = { person, actor, sessionHash: Buffer.alloc(32), sourceAddress: '', language: 'en' };
    const named = { id: factor.id, nickname: '\u202eenohp' };
    const asked = await renameAuthenticator(db, { ...myself, now: new Date() }, named).catch(
      (error) => error,
    );
    expect(asked).to.be.instanceOf(Refusal).with.property('code', 'name_not_allowed');
  });
});
