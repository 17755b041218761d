import { expect } from 'chai';
import type { IDToken } from 'openid-client';
import { travel } from '../../harness/clock.ts';
import { createWorld, everyoneNow, signIn, type TestPerson, type World } from '../../harness/world.ts';
import { wrongAmr } from '../support/amr-oracle.ts';

async function tokenOf({ application }: World, person: TestPerson): Promise<IDToken> {
  const claims = (await application.redeem((await signIn(application, person)).answer)).claims();
  if (claims === undefined) throw new Error('there is no ID token');
  return claims;
}

describe('I1: the check of tokens against the audit log', () => {
  const problemsOf = ({ server }: World, ...tokens: IDToken[]) => wrongAmr(server.countersign.db, tokens);

  it('has nothing to say about tokens of a member who proved a second factor, and of who needs none', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    travel(2);
    const tokens = [await tokenOf(world, world.tomas), await tokenOf(world, world.greta)];
    expect(tokens.map(({ amr }) => amr)).to.deep.equal([['pwd', 'otp', 'mfa'], ['pwd']]);
    expect(await problemsOf(world, ...tokens)).to.deep.equal([]);
    const free = await createWorld();
    expect(await problemsOf(free, await tokenOf(free, free.mina))).to.deep.equal([]);
  });

  it('finds a token without mfa that a policy required, and no older one', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    travel(2);
    const without = { ...(await tokenOf(world, world.tomas)), amr: ['pwd'] };
    const found = await problemsOf(world, without);
    expect(found).to.have.length(1);
    expect(found[0]).to.match(/ requires mfa$/);
    expect(await problemsOf(world, { ...without, iat: without.iat - 60 })).to.deep.equal([]);
  });

  it('finds a token with mfa that nobody has proven', async () => {
    const world = await createWorld();
    travel(2);
    const token = await tokenOf(world, world.greta);
    const boasting = { ...token, amr: ['pwd', 'otp', 'mfa'], mfa_time: token.iat };
    expect(await problemsOf(world, boasting)).to.have.length(1);
  });
});
