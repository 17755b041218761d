import { expect } from 'chai';
import type { ApiClient, ApiReply } from '../harness/api.ts';
import { saying } from '../harness/members.ts';
import { createWorld, password, type World } from '../harness/world.ts';
import { browserAndApi, factorsOf } from './support/people.ts';

type Request = (world: World, api: ApiClient) => Promise<ApiReply>;

/** Whatever asks again, under the lock of the person, whether the session is still there. */
const requests: Readonly<Record<string, Request>> = {
  'a factor removed': async (_world, api) => api.delete(`/me/authenticators/${(await factorsOf(api))[0]}`),
  'a factor begun': async (_world, api) => api.post('/me/authenticators', { kind: 'totp' }),
  'new recovery codes': async (_world, api) => api.post('/me/recovery-codes'),
  'a new password': async (_world, api) =>
    api.post('/me/password', { current_password: password, new_password: 'a quite different long one' }),
  'a new address': async ({ slug }, api) =>
    api.post('/me/email', { password, new_email: `new@${slug}.example` }),
  'other sessions ended': async (_world, api) => api.delete('/me/sessions/others'),
  'a factor renamed': async (_world, api) =>
    api.patch(`/me/authenticators/${(await factorsOf(api))[0]}`, { nickname: 'mine' }),
  'all devices forgotten': async (_world, api) => api.delete('/me/remembered-devices'),
  'an application withdrawn': async ({ slug }, api) => api.delete(`/me/applications/${slug}-one`),
  'a change of address taken back': async (_world, api) => api.delete('/me/email'),
  'something reported': async (_world, api) => api.post('/me/report-activity'),
  'an organization joined': async ({ slug }, api) => api.post('/me/memberships', { organization: slug }),
  'an organization left': async ({ slug }, api) => api.delete(`/me/memberships/${slug}`),
};

/** Signs somebody out everywhere just before the next transaction, which their own request is waiting to begin. */
function signOutBeforeNextTransaction({ server: { countersign } }: World, userId: string): void {
  const { db } = countersign;
  const { transaction } = db;
  Object.assign(db, {
    transaction: async (...work: Parameters<typeof transaction>) => {
      Object.assign(db, { transaction });
      await db.accounts.endSessions(userId);
      return transaction(...work);
    },
  });
}

describe('a session that ends while a request of it is under way', () => {
  for (const [title, request] of Object.entries(requests))
    it(`is an ended session: ${title}`, async () => {
      const world = await createWorld();
      const { db } = world.server.countersign;
      const { api } = await browserAndApi(world, world.tomas);
      const ids = await factorsOf(api);
      const userId = (await db.people.byEmail(world.tomas.email))?.user.id ?? '';
      signOutBeforeNextTransaction(world, userId);
      const answer = await request(world, api);
      expect(saying(answer)).to.deep.equal([401, 'invalid_token']);
      expect(answer.headers.get('www-authenticate')).to.equal('Bearer error="invalid_token"');
      const after = await db.people.byEmail(world.tomas.email);
      expect(after?.factors.map(({ id }) => id)).to.deep.equal(ids);
      expect(after?.memberships.map(({ organization }) => organization.slug)).to.deep.equal([world.slug]);
    });
});
