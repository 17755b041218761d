import { hash } from '@node-rs/argon2';
import bcrypt from 'bcryptjs';
import { expect } from 'chai';
import { unknownBrowser } from '../../src/authenticators/browser.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import type { SignIn, SignInDeps } from '../../src/sign-in/context.ts';
import { freshSignIn } from '../../src/sign-in/progress.ts';
import { provePassword } from '../../src/sign-in/prove-password.ts';
import { auditOf } from '../attacks/support/audit-rows.ts';
import { createWorld, everyoneNow, passPassword, password, seed, type World } from '../harness/world.ts';

const short = 'quiet river';

/** Somebody whose account comes from elsewhere. */
async function imported({ server, slug }: World, password_hash: string, member = false) {
  const email = `ida@${slug}.example`;
  const members = member ? [{ email, role: 'member' }] : [];
  const users = [{ email, email_verified: true, password_hash }];
  await seed(server, { users, organizations: [{ slug, members }] });
  const stored = async () => {
    const person = await server.countersign.db.people.byEmail(email);
    if (person === null) throw new Error('there is no such account');
    return person.user;
  };
  return { email, stored };
}

const hashes: Readonly<Record<string, (text: string) => Promise<string>>> = {
  bcrypt: (text) => bcrypt.hash(text, 5),
  'argon2id as strong as ours': (text) => hash(text, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
};

describe('an imported password', () => {
  for (const [scheme, hashOf] of Object.entries(hashes)) {
    it(`ruling 21: ${scheme}: is replaced at the first sign-in when it turns out to be short`, async () => {
      const world = await createWorld();
      const { email } = await imported(world, await hashOf(short));
      const { browser, answer } = await passPassword(world.application, {
        email,
        password: short,
        secret: null,
      });
      expect(answer.name).to.equal('new-password');
      const done = await browser.submit(answer, { new_password: password });
      expect((await world.application.redeem(done)).claims()?.amr).to.deep.equal(['pwd']);
      const types = (await auditOf(world.server, email)).map(({ type }) => type);
      expect(types).to.include('account.password_changed');
    });

    it(`ruling 21: ${scheme}: may be short where MFA is required`, async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { email } = await imported(world, await hashOf(short), true);
      const { answer } = await passPassword(world.application, { email, password: short, secret: null });
      expect(answer.name).to.equal('mailbox');
    });
  }

  it('is hashed anew as strong as ours, once it is known', async () => {
    const world = await createWorld();
    const { email, stored } = await imported(world, await bcrypt.hash(password, 5));
    const { answer } = await passPassword(world.application, { email, password, secret: null });
    expect((await world.application.redeem(answer)).claims()?.amr).to.deep.equal(['pwd']);
    expect((await stored()).passwordHash).to.match(/^\$argon2id\$/);
  });

  it('does not come back by being hashed anew while it is replaced', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const { email, stored } = await imported(world, await bcrypt.hash(password, 5));
    const { id, epoch } = await stored();
    const hasher = createPasswordHasher();
    const slow = async (text: string) => {
      const made = await hasher.hash(text);
      await db.accounts.changePassword(id, epoch, {
        hash: 'of the new one',
        isShort: false,
        changedAt: new Date(),
      });
      return made;
    };
    const onSideFailure = (error: unknown) => {
      throw error;
    };
    const deps = { db, hasher: { ...hasher, hash: slow }, onSideFailure } as unknown as SignInDeps;
    const sourceAddress = '127.0.0.1';
    const signIn = {
      progress: freshSignIn,
      person: null,
      sourceAddress,
      browser: unknownBrowser,
      deviceId: null,
      now: new Date(),
    } as unknown as SignIn;
    const input = { email, password, knownDeviceId: null };
    const { progress } = await provePassword(deps, signIn, input);
    expect(await stored()).to.include({ passwordHash: 'of the new one', epoch: epoch + 1 });
    expect(progress.userEpoch, 'from before, so that it opens nothing').to.equal(epoch);
  });
});
