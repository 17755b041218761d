/** Starts the demo application on its own, for any OpenID Connect provider: see README.md beside this file. */
import { startDemoApplication } from './demo-application.ts';

const {
  ISSUER = 'http://localhost:3000',
  CLIENT_ID = 'demo',
  CLIENT_SECRET = '',
  PORT = '4000',
} = process.env;

const application = await startDemoApplication({
  issuer: ISSUER,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  port: Number(PORT),
  host: '127.0.0.1',
});
console.log(`demo application at ${application.url}, signing in at ${ISSUER}`);

process.once('SIGTERM', () => void application.close());
process.once('SIGINT', () => void application.close());
