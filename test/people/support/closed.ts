import { expect } from 'chai';
import { type ApiClient, operatorOf } from '../../harness/api.ts';
import type { TestPerson, World } from '../../harness/world.ts';

/** Has the operator close an account, or open it again, and returns the operator. */
export async function setClosed(world: World, { email }: TestPerson, deactivated = true): Promise<ApiClient> {
  const operator = await operatorOf(world);
  const answer = await operator.patch(`/users/${encodeURIComponent(email)}`, { deactivated });
  expect([answer.status, answer.body.deactivated], JSON.stringify(answer.body)).to.deep.equal([
    200,
    deactivated,
  ]);
  return operator;
}
