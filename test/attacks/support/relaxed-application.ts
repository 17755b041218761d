import { Application, redirectUri } from '../../harness/application.ts';
import { seed, type World } from '../../harness/world.ts';

/** A client in an environment where MFA is off: a session that it opens has a password only. */
export async function relaxedApplication({ server, slug }: World): Promise<Application> {
  const [id, environment] = [`${slug}-relaxed`, `${slug}-staging`];
  const client = { client_id: id, client_secret: `secret-of-${id}`, redirect_uris: [redirectUri] };
  await seed(server, {
    environments: [{ name: environment, mfa: 'off' }],
    clients: [{ ...client, environment, first_party: true }],
  });
  return Application.discover(server.issuer, id, client.client_secret);
}

/** A client that has no secret. */
export async function publicApplication({ server, slug }: World): Promise<Application> {
  const id = `${slug}-public`;
  const client = { client_id: id, token_endpoint_auth_method: 'none', redirect_uris: [redirectUri] };
  await seed(server, { clients: [{ ...client, first_party: true }] });
  return Application.discover(server.issuer, id, 'none');
}
