/** An application that runs node-oidc-provider already, with settings of its own, and adopts Countersign. */
import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';
import { createCountersign, createLogger, createMailer, type Database } from '../../src/index.ts';

/** What this deployment had before; anything of the library's configuration can stand here. */
const own = { ttl: { IdToken: 600 }, features: { userinfo: { enabled: true } } };

export async function startApp(options: { issuer: string; port: number; database: Database; key: Buffer }) {
  const logger = createLogger('error');
  const countersign = await createCountersign({
    issuer: options.issuer,
    database: options.database,
    secretKeys: [options.key],
    logger,
    mailer: createMailer({ smtpUrl: null, from: 'id@example.com', logger, withoutServer: 'keep' }),
    plans: { all: { seatsIncluded: null, seatsCanBeAdded: true, enforcement: true, trialDays: null } },
    // A rule of the house on top of what organizations decide: payroll wants a second factor of everybody.
    policies: [
      {
        name: 'payroll',
        demands: ({ clientId }) =>
          clientId.startsWith('payroll') ? [{ name: 'payroll', level: 2, mfaMaxAgeSeconds: null }] : [],
      },
    ],
    buildProvider: (issuer, ours) =>
      new Provider(issuer, {
        ...ours,
        ttl: { ...ours.ttl, ...own.ttl },
        features: { ...ours.features, ...own.features },
      }),
  });
  const server: Server = createServer(countersign.handler);
  await new Promise<void>((resolve) => server.listen(options.port, 'localhost', resolve));
  await countersign.jobs.start();
  const close = () => countersign.jobs.stop().then(() => server.close(() => countersign.stop()));
  return { countersign, close };
}
