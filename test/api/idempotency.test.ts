import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { createWorld } from '../harness/world.ts';

describe('a POST with an Idempotency-Key', () => {
  it('is done once and answered again, and refused for another request', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/invitations`;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { email: `ann@${world.slug}.example`, role: 'member' };
    const first = await operator.post(path, body, headers);
    expect(first.status, JSON.stringify(first.body)).to.equal(201);
    const again = await operator.post(path, body, headers);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).to.deep.equal([
      201,
      first.body,
      'true',
    ]);
    expect((await operator.get(path)).body.items).to.have.length(1);
    const other = await operator.post(path, { ...body, role: 'admin' }, headers);
    expect([other.status, other.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
  });

  it('is done by one of ten that are sent at once', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/invitations`;
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => operator.post(path, { email: `bob@${world.slug}.example`, role: 'member' }, headers);
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    for (const { status, body } of answers)
      expect(status === 201 || body.code === 'request_under_way', JSON.stringify(body)).to.equal(true);
    expect(
      answers.filter(({ headers: told, status }) => status === 201 && !told.has('idempotency-replayed')),
    ).to.have.length(1);
  });

  it('that was refused may be sent again', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/invitations`;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { email: `cem@${world.slug}.example`, role: 'member' };
    await operator.put(`/organizations/${world.slug}/seats`, { seats: 3 });
    expect((await operator.post(path, body, headers)).body.code).to.equal('no_free_seat');
    await operator.put(`/organizations/${world.slug}/seats`, { seats: 4 });
    expect((await operator.post(path, body, headers)).status).to.equal(201);
  });

  it('L9: is not told a secret a second time', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const headers = { 'idempotency-key': randomUUID() };
    const first = await api.post('/me/recovery-codes', {}, headers);
    expect(first.status, JSON.stringify(first.body)).to.equal(201);
    const again = await api.post('/me/recovery-codes', {}, headers);
    expect([again.status, again.body]).to.deep.equal([201, { shown_before: true }]);
  });
});
