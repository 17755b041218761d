import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import { later, newUser, openTestStores, race, sampleUser } from './support/samples.ts';

describe('accounts in the database', () => {
  it('come back as they were written', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    expect((await db.people.byId(user.id, null))?.user).to.deep.equal(user);
    expect((await db.people.byEmail(user.email))?.user).to.deep.equal(user);
  });

  it('of somebody without name, password and verified address do too', async () => {
    const db = await openTestStores();
    const user = await newUser(db, { name: null, passwordHash: null, emailVerified: false, profile: {} });
    expect((await db.people.byId(user.id, null))?.user).to.deep.equal(user);
  });

  it('have an e-mail address of their own, however many register it at once', async () => {
    const db = await openTestStores();
    const { email } = sampleUser();
    const results = await race(10, () => db.accounts.create(sampleUser({ email })).catch((error) => error));
    const refusals = results.filter((result) => result instanceof Refusal && result.code === 'email_taken');
    expect(refusals).to.have.length(9);
    expect(refusals[0].detail.list).to.deep.equal([email]);
  });

  it('change their profile and nothing else', async () => {
    const db = await openTestStores();
    const user = await newUser(db, { emailVerified: false });
    const profile = {
      name: 'Ann',
      emailVerified: true,
      profile: { locale: 'nl-BE' },
      attributes: { team: ['a'] },
    };
    await db.accounts.updateProfile(user.id, profile);
    expect((await db.people.byId(user.id, null))?.user).to.deep.equal({ ...user, ...profile });
  });

  it('keep the epoch when the hash of the same password is renewed', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    await db.accounts.renewPasswordHash(user, { hash: 'stronger', isShort: user.passwordIsShort });
    await db.accounts.renewPasswordHash(user, { hash: 'late', isShort: user.passwordIsShort });
    const stored = (await db.people.byId(user.id, null))?.user;
    expect(stored).to.deep.equal({ ...user, passwordHash: 'stronger' });
  });

  it('take a new password from one of several that saw the same epoch, and raise it', async () => {
    const db = await openTestStores();
    const user = await newUser(db, { passwordIsShort: true });
    const epochs = await race(10, (index) =>
      db.accounts.replacePassword(user.id, 0, { hash: `hash ${index}`, changedAt: later(5) }),
    );
    expect(epochs.filter((epoch) => epoch !== null)).to.deep.equal([1]);
    const stored = (await db.people.byId(user.id, null))?.user;
    expect(stored).to.deep.include({
      epoch: 1,
      passwordIsShort: false,
      passwordHash: `hash ${epochs.findIndex((epoch) => epoch !== null)}`,
      passwordChangedAt: later(5),
    });
  });
});
