/** Faults of what a server talks to: applications at a sign-out, the mail server. In one process, as the tests have it. */
import { createLogger } from '../../src/logging/logger.ts';
import type { Mailer } from '../../src/mail/mailer.ts';
import { createSmtpTransport } from '../../src/mail/smtp-transport.ts';
import { migrate } from '../../src/storage/database/migrate.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { outlastMailServer } from '../../test/faults/support/mail-outage.ts';
import { signOutOfMany } from '../../test/faults/support/sign-out-of-many.ts';
import { percentile } from '../../test/faults/support/surge.ts';
import { emptyPostgres, openOptions } from '../../test/harness/database.ts';
import { startBrokenMailServer } from '../../test/harness/mail-server.ts';
import { startTestServer, type TestServer } from '../../test/harness/server.ts';
import { atMost, none, type Target, told } from './target.ts';

/** Of all applications two tenths are away and one tenth answers half a minute late. */
export async function signOut(postgres: string, applications: number): Promise<Target[]> {
  const [dead, slow] = [Math.round(applications * 0.2), Math.round(applications * 0.1)];
  const answering = applications - dead - slow;
  return inProcess(postgres, null, async (server) => {
    const { pageMs, toldMs, toldAgain } = await signOutOfMany(server, { answering, dead, slow }, 120_000);
    return [
      told('applications that answer', answering),
      told('applications that are away', dead),
      told('applications that answer after 30 s', slow),
      atMost('the page of the sign-out', pageMs, 1000, 'ms'),
      none('applications that answer and were not told', answering - toldMs.length),
      none('applications told twice', toldAgain),
      told('until half of them were told', percentile(toldMs, 0.5), 'ms'),
      atMost('until they were told, p99', percentile(toldMs, 0.99), 10_000, 'ms'),
    ];
  });
}

export async function mailServerDown(postgres: string, notices: number): Promise<Target[]> {
  const mails = await startBrokenMailServer();
  const logger = createLogger('silent');
  const timeouts = { connectionMs: 300, socketMs: 300, totalMs: 1000 };
  const mailer = createSmtpTransport({ smtpUrl: mails.url, from: 'id@localhost', logger, timeouts });
  try {
    return await inProcess(postgres, mailer, async (server) => {
      const settings = { notices, mood: 'refusing', signIns: 20 } as const;
      const figures = await outlastMailServer(server, mails, settings);
      return [
        told('notices', notices),
        none('sent while the mail server took nothing', figures.sentMeanwhile),
        none('lost', figures.lost),
        none('mails beyond one each', figures.doubled),
        none('sign-ins that failed meanwhile', figures.failedSignIns),
        told('a sign-in meanwhile, p95', percentile(figures.signInMs, 0.95), 'ms'),
      ];
    });
  } finally {
    await mailer.close();
    await mails.close();
  }
}

async function inProcess(
  postgres: string,
  mailer: Mailer | null,
  work: (server: TestServer) => Promise<Target[]>,
): Promise<Target[]> {
  const { url, drop } = await emptyPostgres(postgres);
  const database = await openDatabase({ ...openOptions, statementTimeoutMs: 60_000, databaseUrl: url });
  await migrate(database);
  const server = await startTestServer({ database, ...(mailer === null ? {} : { mailer }) });
  try {
    return await work(server);
  } finally {
    await server.stop();
    await database.close();
    await drop();
  }
}
