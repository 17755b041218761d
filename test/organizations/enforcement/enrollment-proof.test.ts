import { expect } from 'chai';
import { Refusal } from '../../../src/refusal/refusal.ts';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { startTestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow } from '../../harness/world.ts';

const byTicket = { ...everyoneNow, enrollment_proof: 'ticket' };
const keysOnly = { ...byTicket, factors: ['webauthn'], minimum_acr: 3 };

describe('enrolment by ticket alone', () => {
  it('ruling 13: needs an owner who is protected by this very policy, or nobody could issue one', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/enforcement`;
    const refusal = [409, 'members_not_protected', [world.olivia.email]];
    const put = async (document: object) => {
      const { status, body } = await api.put(path, document);
      return [status, body.code, body.list];
    };
    expect(await put(keysOnly), 'who has an app alone, where keys alone count').to.deep.equal(refusal);
    expect((await put(byTicket))[0]).to.equal(200);
    expect(await put(keysOnly), 'the ticket was there before').to.deep.equal(refusal);
    const saved = (await api.get(path)).body;
    expect(saved).to.include({ enrollment_proof: 'ticket', minimum_acr: 2 });
  });

  it('ruling 13: hinders no other change of a policy, whoever has lost their factor since', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}/enforcement`;
    expect((await api.put(path, byTicket)).status).to.equal(200);
    await world.server.countersign.db.sql(
      'DELETE FROM authenticators a USING users u WHERE u.id = a.user_id AND u.email = $1',
      [world.olivia.email],
    );
    const own = await api.put(path, { ...byTicket, grace_days: 7 });
    expect([own.status, own.body.code], 'ruling 24').to.deep.equal([401, 'insufficient_user_authentication']);
    const operator = await operatorOf(world);
    const answer = await operator.put(path, { ...byTicket, grace_days: 7 });
    expect([answer.status, answer.body.code]).to.deep.equal([200, undefined]);
  });
});

describe('enrolment by mailbox', () => {
  it('ruling 13: needs a mail server that works, and somebody to try it on only where nobody knows', async () => {
    let isAccepting = false;
    const mailer = {
      send: async () => {
        if (!isAccepting) throw new Refusal('mail_not_sent');
      },
      close: async () => undefined,
    };
    const server = await startTestServer({ mailer });
    try {
      const operator = await operatorOf(await createWorld({ server }));
      const create = async (slug: string, fields: object = {}) => {
        await operator.post('/organizations', { slug, plan: 'enterprise', ...fields });
        return `/organizations/${slug}`;
      };
      const require = async (path: string) => {
        const { status, body } = await operator.put(`${path}/enforcement`, everyoneNow);
        return [status, body.code];
      };
      const reset = async (path: string) => {
        const { status, body } = await operator.post(`${path}/password-resets`, { users: 'all' });
        return [status, body.code];
      };
      const empty = await create('nobody-here');
      expect(await require(empty)).to.deep.equal([409, 'nobody_to_mail']);
      expect(await reset(empty)).to.deep.equal([409, 'nobody_to_mail']);
      const noted = await create('noted-here', { notification_email: 'it@noted.example' });
      expect(await require(noted)).to.deep.equal([409, 'mail_not_working']);
      isAccepting = true;
      expect(await require(empty), 'nobody has tried yet').to.deep.equal([409, 'nobody_to_mail']);
      expect(await require(noted)).to.deep.equal([200, undefined]);
      expect(await require(empty), 'the test mail of another organization').to.deep.equal([200, undefined]);
    } finally {
      await server.stop();
    }
  });
});
