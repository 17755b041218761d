import type { Application } from '../../../harness/application.ts';
import type { TestPerson } from '../../../harness/world.ts';
import type { Desk } from './desk.ts';

/** What the ID token says that an application gets of somebody who signs in there with what they have. */
export async function claimsAt(
  desk: Desk,
  application: Application,
  person: TestPerson,
): Promise<Readonly<Record<string, unknown>>> {
  await desk.enter(await application.authorizationUrl({ scope: 'openid organization' }), person);
  if ((await desk.name()) !== 'application') throw new Error(`not let in: ${await desk.name()}`);
  return (await application.redeem({ location: desk.page.url() })).claims() ?? {};
}
