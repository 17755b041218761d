import { Application } from '../../../harness/application.ts';
import { seed, type World } from '../../../harness/world.ts';

/** An application in an environment of its own, which starts off. */
export async function stagedApplication({ server, slug }: World): Promise<{
  readonly staging: Application;
  readonly environment: string;
}> {
  const environment = `${slug}-staging`;
  const id = `${slug}-staged`;
  await seed(server, {
    environments: [{ name: environment }],
    clients: [
      {
        client_id: id,
        client_name: 'Staged wiki',
        client_secret: `secret-of-${id}`,
        redirect_uris: ['http://localhost:4999/callback'],
        first_party: true,
        environment,
      },
    ],
  });
  return { staging: await Application.discover(server.issuer, id, `secret-of-${id}`), environment };
}
