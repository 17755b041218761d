import { Application, redirectUri } from '../../../harness/application.ts';
import { seed, signIn, type World } from '../../../harness/world.ts';

/** An application of somebody else, for which people are asked. */
export async function foreignApplication({ server, slug }: World): Promise<Application> {
  const client = {
    client_id: `${slug}-foreign`,
    client_secret: `secret-of-${slug}-foreign`,
    client_name: 'Customers',
    client_uri: 'https://crm.example/start',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: false,
  };
  await seed(server, { clients: [client] });
  return Application.discover(server.issuer, client.client_id, client.client_secret);
}

/** Greta agrees, in a browser of its own. */
export async function agreeTo({ greta }: World, application: Application): Promise<void> {
  const parameters = { scope: 'openid email' };
  const { browser, answer } = await signIn(application, greta, { parameters });
  await application.redeem(answer.name === 'consent' ? await browser.submit(answer) : answer);
}
