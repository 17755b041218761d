import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { onPostgres } from '../harness/needs.ts';
import { openReceiver, type Receiver } from '../harness/receiver.ts';
import { until } from '../harness/until.ts';
import { signIn } from '../harness/world.ts';
import { createPeople } from './support/people.ts';
import { applyByCommand, type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { spreadBrowser } from './support/spread.ts';

const sessionCount = 8;

/** An application learns of the end of a session within so long. */
const longestMs = 5000;

onPostgres(() => {
  describe('a sign-out at two processes', () => {
    let processes: SharedProcesses;
    let receiver: Receiver;

    before(async () => {
      processes = await sharedProcesses();
      receiver = await openReceiver();
    });

    after(() => receiver.close());

    it('A-28: reaches the application of every session once, within five seconds', async () => {
      const { slug, application, greta } = await createPeople(processes);
      await applyByCommand(processes, {
        clients: [
          {
            client_id: slug,
            backchannel_logout_uri: receiver.uri,
            backchannel_logout_session_required: true,
          },
        ],
      });
      const sids: unknown[] = [];
      for (let count = 0; count < sessionCount; count += 1) {
        const { answer } = await signIn(application, greta, { browser: spreadBrowser(processes, count) });
        sids.push((await application.redeem(answer)).claims()?.sid);
      }
      const startedAt = performance.now();
      await signOutEverywhere(processes, greta.email);
      await untilDelivered(processes);
      expect(performance.now() - startedAt).to.be.below(longestMs);
      expect(receiver.received.map((token) => decodeJwt(token).sid)).to.have.members(sids);
    });
  });
});

async function signOutEverywhere({ db }: SharedProcesses, email: string): Promise<void> {
  const person = await db.people.byEmail(email);
  await db.transaction(async ({ accounts, outbox }) => {
    await accounts.endSessions(person?.user.id ?? '');
    await outbox.logout([person?.user.id ?? '']);
  });
}

/** Asks again until neither process has anything left to do about it. */
async function untilDelivered({ db }: SharedProcesses): Promise<void> {
  await until('the logouts to be told', async () => {
    const waiting = await db.sql(
      `SELECT 1 FROM pgboss.job WHERE name IN ('end-sessions', 'deliver-logout')
       AND state IN ('created', 'retry', 'active') LIMIT 1`,
    );
    return waiting.length === 0;
  });
}
