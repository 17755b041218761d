import { expect } from 'chai';
import { unknownBrowser } from '../../src/authenticators/browser.ts';
import { shippedPlans } from '../../src/config/plans.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import type { SignIn, SignInDeps } from '../../src/sign-in/context.ts';
import { freshSignIn } from '../../src/sign-in/progress.ts';
import { provePassword } from '../../src/sign-in/prove-password.ts';
import { createWorld, password } from '../harness/world.ts';

describe('the right password of a deactivated account', () => {
  it('costs what one costs for nobody, since a yes would come sooner than a no', async () => {
    const { server, mina } = await createWorld();
    const { db } = server.countersign;
    await db.sql('UPDATE users SET deactivated_at = now() WHERE email = $1', [mina.email]);
    const asked: (string | null)[] = [];
    const hasher = createPasswordHasher();
    const verify: typeof hasher.verify = (phc, text) => {
      asked.push(phc);
      return hasher.verify(phc, text);
    };
    const deps = {
      db,
      hasher: { ...hasher, verify },
      plans: shippedPlans,
    } as unknown as SignInDeps;
    const signIn = {
      progress: freshSignIn,
      person: null,
      client: null,
      sourceAddress: '127.0.0.1',
      browser: unknownBrowser,
      deviceId: null,
      now: new Date(),
    } as unknown as SignIn;
    const input = { email: mina.email, password, knownDeviceId: null };
    const refused = await provePassword(deps, signIn, input).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal).and.include({ code: 'password_wrong' });
    expect(asked).to.deep.equal([null]);
  });
});
