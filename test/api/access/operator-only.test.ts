import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type ApiReply, apiOf, operatorOf } from '../../harness/api.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { aboutOneself, groupOf, operations } from './support/operations.ts';

const operatorsOwn = operations.filter((each) => groupOf(each) === 'operator');

async function refusalsOf({ server }: World): Promise<unknown> {
  return server.countersign.db.sql(
    "SELECT id FROM audit_events WHERE type = 'api.access_refused' ORDER BY id",
  );
}

const seen = ({ status, body, headers }: ApiReply) => [status, body, headers.get('www-authenticate')];

describe('ruling 29: what is the operator’s alone', () => {
  it('A-30: refuses a person before anything is looked up or parsed: whatever is asked, the answer is the same', async () => {
    const [world, foreign] = [await createWorld(), await createWorld()];
    const owner = await apiOf(world, world.olivia);
    const before = await refusalsOf(world);
    expect(operatorsOwn.length).to.be.greaterThan(4);
    for (const { method, path } of operatorsOwn) {
      const names = [
        world.slug,
        foreign.slug,
        `nobody-${randomUUID()}`,
        'production',
        'not%20a%20name',
        '%00',
      ];
      const bodies = method === 'GET' ? [undefined] : [{}, { plan: 'free' }, { mfa: 'off' }, ['?']];
      const answers: ApiReply[] = [];
      for (const name of names)
        for (const body of bodies)
          answers.push(await owner.send(method, path.replaceAll(/\{\w+\}/g, name), body));
      for (const answer of answers) {
        expect([answer.status, answer.body.code], `${method} ${path}`).to.deep.equal([
          403,
          'insufficient_scope',
        ]);
        expect(seen(answer), `${method} ${path}`).to.deep.equal(answers[0] && seen(answers[0]));
      }
    }
    expect(await refusalsOf(world)).to.deep.equal(before);
  });

  it('ruling 22: in turn opens nothing of a person: GET /me and all below it', async () => {
    const operator = await operatorOf(await createWorld());
    for (const { method, path } of aboutOneself) {
      const answer = await operator.send(method, path.replaceAll(/\{\w+\}/g, randomUUID()));
      expect(seen(answer).toSpliced(1, 1), `${method} ${path}`).to.deep.equal([
        403,
        'Bearer error="insufficient_scope", scope="account"',
      ]);
    }
  });
});
