import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { saying } from '../harness/members.ts';
import { codeOf, createWorld } from '../harness/world.ts';

describe('ruling 24: a recovery code whose set is replaced while a set-up is being confirmed', () => {
  it('stands for no further factor', async () => {
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
});
