import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { defaultTotp, newTotpSecret } from '../../src/authenticators/totp.ts';
import { meanwhile } from '../api/access/support/meanwhile.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { saying } from '../harness/members.ts';
import { codeOf, createWorld } from '../harness/world.ts';

describe('ruling 24: a proof that is lost meanwhile', () => {
  it('a recovery code whose set is replaced stands for no further factor', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const api = await apiOf(world, world.tomas);
    expect((await api.post('/me/recovery-codes')).status).to.equal(201);
    const userId = (await db.people.byEmail(world.tomas.email))?.user.id ?? '';
    await db.sql(
      `WITH used AS (
         UPDATE recovery_codes SET used_at = now()
         WHERE id = (SELECT id FROM recovery_codes WHERE user_id = $1 LIMIT 1) RETURNING id
       )
       UPDATE session_records SET proofs = proofs - 'totpAt' - 'totpId'
         || jsonb_build_object('recoveryCodeAt', $2::bigint, 'recoveryCodeId', (SELECT id FROM used))
       WHERE user_id = $1`,
      [userId, Date.now()],
    );
    const begun = await api.post('/me/authenticators', { kind: 'totp' });
    expect([begun.status, begun.body.proof]).to.deep.equal([201, 'factor']);
    const { transaction } = db;
    Object.assign(db, {
      transaction: async (...work: Parameters<typeof transaction>) => {
        Object.assign(db, { transaction });
        await db.authenticators.replaceRecoveryCodes(userId, [randomBytes(32)], new Date());
        return transaction(...work);
      },
    });
    const code = codeOf(begun.body.secret);
    const answer = await api.post(`/me/authenticators/${begun.body.id}/confirm`, { code });
    expect(saying(answer)).to.deep.equal([401, 'mfa_required']);
    expect((await db.people.byEmail(world.tomas.email))?.factors).to.have.length(1);
  });

  it('erases no account', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    await operator.patch(`/organizations/${world.slug}`, { members_may_leave: true });
    const { db } = world.server.countersign;
    const api = await apiOf(world, world.tomas);
    const person = await db.people.byEmail(world.tomas.email);
    meanwhile(world, () => db.authenticators.remove(person?.user.id ?? '', person?.factors[0]?.id ?? ''));
    expect(saying(await api.delete('/me'))).to.deep.equal([401, 'mfa_required']);
    expect(await db.people.byEmail(world.tomas.email)).to.not.equal(null);
  });

  it('asks for no other address', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const api = await apiOf(world, world.tomas);
    const person = await db.people.byEmail(world.tomas.email);
    const userId = person?.user.id ?? '';
    const other = { id: randomUUID(), userId, nickname: 'other', confirmedAt: new Date(), lastStep: -1 };
    await db.authenticators.addTotp({ ...defaultTotp, secret: newTotpSecret(), ...other });
    meanwhile(world, () => db.authenticators.remove(userId, person?.factors[0]?.id ?? ''));
    const new_email = `tomas.new@${world.slug}.example`;
    const answer = await api.post('/me/email', { password: world.tomas.password, new_email });
    expect(saying(answer)).to.deep.equal([401, 'mfa_required']);
    expect(
      await db.sql("SELECT 1 FROM one_time_links WHERE user_id = $1 AND kind = 'email_change'", [userId]),
    ).to.deep.equal([]);
  });
});
