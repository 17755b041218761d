import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { newTotpSecret } from '../../src/authenticators/totp.ts';
import type { ApiReply } from '../harness/api.ts';
import { onPostgres } from '../harness/needs.ts';
import { forApi } from '../harness/scopes.ts';
import { until } from '../harness/until.ts';
import { password, signIn, type TestPerson } from '../harness/world.ts';
import { apiAt, type OperatorAt, operatorOf } from './support/operator.ts';
import { createPeople, type People, seedNow } from './support/people.ts';
import { type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { spreadBrowser } from './support/spread.ts';

const rounds = 6;

/** What each request comes to when it is the first to hold the organization. */
const outcomes = {
  forbid: {
    'enabling first': { enabling: 200, removing: 'factor_required_by' },
    'removing first': { enabling: 'members_not_protected', removing: 200 },
  },
  remove: {
    'enabling first': { enabling: 200, removing: 200 },
    'removing first': { enabling: 'members_not_protected', removing: 200 },
  },
} as const;

type SelfDisable = keyof typeof outcomes;
type Order = keyof (typeof outcomes)[SelfDisable];

/** An organization whose members are all protected, one of whom is about to remove their factor. */
interface Scene {
  readonly people: People;
  readonly vera: TestPerson;
  readonly veraId: string;
  readonly veraToken: string;
}

onPostgres(() => {
  describe('"only when everyone is ready" against a member who removes their factor, at two processes', () => {
    let processes: SharedProcesses;
    let operatorAt: OperatorAt;
    let scene: Scene;

    before(async () => {
      processes = await sharedProcesses();
      operatorAt = await operatorOf(processes);
    });

    beforeEach(async () => {
      scene = await createScene(processes);
    });

    const enabling = (index: number, selfDisable: SelfDisable) =>
      operatorAt(index).put(`/organizations/${scene.people.slug}/enforcement`, {
        preset: 'everyone-ready',
        self_disable: selfDisable,
        enrollment_proof: 'none',
      });

    /** The request, with the factor that is hers now. */
    async function removing(index: number): Promise<() => Promise<ApiReply>> {
      const api = apiAt(processes, scene.veraToken, index);
      const [factor] = (await api.get('/me/authenticators')).body.items;
      return () => api.delete(`/me/authenticators/${factor.id}`);
    }

    const outcomeOf = ({ status, body }: ApiReply) => body?.code ?? status;

    /** From the database: nobody may be in an organization that binds everyone without a factor. */
    async function expectCompliant(round: string): Promise<void> {
      const rows = await processes.db.sql(
        `SELECT 1 FROM members m JOIN organizations o ON o.id = m.organization_id
         WHERE o.slug = $1 AND o.enforcement->>'required' = 'everyone'
           AND NOT EXISTS (SELECT 1 FROM authenticators a WHERE a.user_id = m.user_id)`,
        [scene.people.slug],
      );
      expect(rows, round).to.have.length(0);
    }

    for (const selfDisable of ['forbid', 'remove'] as const) {
      it(`D6: never leaves an unprotected member in an enforcing organization, with ${selfDisable}`, async () => {
        const seen = new Set<string>();
        for (let round = 0; round < rounds; round += 1) {
          await startOver(processes, scene);
          const remove = await removing(round);
          const enable = () => enabling(round + 1, selfDisable);
          const both = round % 2 === 0 ? [enable(), remove()] : [remove(), enable()];
          for (const answer of await Promise.all(both)) seen.add(outcomeOf(answer));
          await expectCompliant(`round ${round}`);
        }
        for (const outcome of seen)
          expect(outcome).to.be.oneOf([200, 'members_not_protected', 'factor_required_by']);
      });

      for (const order of ['enabling first', 'removing first'] as const) {
        it(`D6: whichever is first decides, three times, with ${selfDisable} (${order})`, async () => {
          for (let round = 0; round < rounds / 2; round += 1) {
            await startOver(processes, scene);
            const remove = await removing(round);
            const enable = () => enabling(round + 1, selfDisable);
            const [enabled, removed] = await inOrder(order, enable, remove);
            expect({ enabling: outcomeOf(enabled), removing: outcomeOf(removed) }).to.deep.equal(
              outcomes[selfDisable][order],
            );
            await expectCompliant(`round ${round}`);
          }
        });
      }
    }

    /** Has both wait for the lock of the organization, the one behind the other, before either gets it. */
    async function inOrder(order: Order, enable: () => Promise<ApiReply>, remove: () => Promise<ApiReply>) {
      const requests: Promise<ApiReply>[] = [];
      await processes.db.transaction(async ({ organizations }) => {
        await organizations.lockBySlug(scene.people.slug);
        for (const request of order === 'enabling first' ? [enable, remove] : [remove, enable]) {
          requests.push(request());
          await untilWaiting(processes, requests.length);
        }
      });
      const [first, second] = await Promise.all(requests);
      if (first === undefined || second === undefined) throw new Error('a request is missing');
      return order === 'enabling first' ? ([first, second] as const) : ([second, first] as const);
    }
  });
});

/** Asks again until so many statements wait for a lock in the database of the processes. */
async function untilWaiting({ db }: SharedProcesses, count: number): Promise<void> {
  await until(`${count} statements to wait`, async () => {
    const waiting = await db.sql(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return waiting.length >= count;
  });
}

async function createScene(processes: SharedProcesses): Promise<Scene> {
  const people = await createPeople(processes);
  const vera = { email: `vera@${people.slug}.example`, password, secret: newTotpSecret() };
  const totp = { secret: vera.secret };
  await seedNow(processes, {
    users: [{ email: vera.email, email_verified: true, password, totp }],
  });
  const [user] = await processes.db.sql<{ id: string }>('SELECT id FROM users WHERE email = $1', [
    vera.email,
  ]);
  const { application } = people;
  const parameters = forApi(processes);
  const { answer } = await signIn(application, vera, { browser: spreadBrowser(processes), parameters });
  const { access_token: veraToken } = await application.redeem(answer, parameters.resource);
  return { people, vera, veraId: user?.id ?? '', veraToken };
}

/** No enforcement, Vera a member with a factor, and nobody without one. */
async function startOver(processes: SharedProcesses, { people, vera, veraId }: Scene): Promise<void> {
  const { db } = processes;
  const { slug, mina } = people;
  await db.sql('UPDATE organizations SET enforcement = NULL, enforcement_before = NULL WHERE slug = $1', [
    slug,
  ]);
  await db.sql('DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE email = $1)', [mina.email]);
  await seedNow(processes, {
    organizations: [{ slug, name: slug, members: [{ email: vera.email, role: 'member' }] }],
  });
  const factors = await db.sql('SELECT 1 FROM authenticators WHERE user_id = $1', [veraId]);
  if (factors.length > 0) return;
  const parameters = { secret: newTotpSecret(), period: 30, digits: 6, algorithm: 'SHA1' } as const;
  const named = { id: randomUUID(), userId: veraId, nickname: 'app', lastStep: 0, confirmedAt: new Date() };
  await db.authenticators.addTotp({ ...parameters, ...named });
  // A proof lives as long as its factor (ruling 24): the session has proven this one.
  await db.sql(
    `UPDATE session_records s SET proofs = s.proofs || jsonb_build_object('totpId', a.id)
     FROM authenticators a WHERE s.user_id = $1 AND a.user_id = $1`,
    [veraId],
  );
}
