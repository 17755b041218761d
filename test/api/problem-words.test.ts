import { expect } from 'chai';
import { type ApiReply, apiOf, operatorOf } from '../harness/api.ts';
import { createWorld } from '../harness/world.ts';

describe('a value that the API refuses', () => {
  it('is told what would have been allowed', async () => {
    const world = await createWorld();
    const owner = await apiOf(world, world.olivia);
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}`;
    const { body } = await owner.get(`${path}/members?q=mina`);
    const member = `${path}/members/${body.items[0].id}`;
    const domains = Array.from({ length: 1000 }, (_, index) => `d${index}.example`);
    const pilot = { mfa: 'pilot', pilot: { percent: 200 } };
    const told: readonly [Promise<ApiReply>, path: string, problem: string][] = [
      [operator.post(`${path}/password-resets`, { users: [] }), '/users', 'must have at least 1 entry'],
      [operator.post(`${path}/password-resets`, { users: 'some' }), '/users', 'must be a list, or all'],
      [operator.put('/environments/staging', pilot), '/pilot/percent', 'must be at most 100'],
      [operator.patch(path, { domains }), '/domains', 'must have at most 100 entries'],
      [owner.patch(member, { role: 'boss' }), '/role', 'must be one of: owner, admin, member'],
      [
        owner.get(`${path}/members?status=green`),
        '/status',
        'must be one of: unprotected, pending, protected',
      ],
    ];
    for (const [answer, at, problem] of told) {
      const { status, body: refusal } = await answer;
      expect([status, refusal.errors], at).to.deep.equal([422, [{ path: at, problem }]]);
    }
  });
});
