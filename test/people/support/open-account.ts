import { signIn, type TestPerson, type World } from '../../harness/world.ts';
import { registerRelyingParty, visit } from '../../jobs/support/relying-parties.ts';

/** What the API answers a token of an account that is closed or gone. */
export const noToken = {
  enrolling: 'no token',
  'own account': 'no token',
  administration: 'no token',
  operator: 'no token',
} as const;

/** Signs somebody in at an application that gets a refresh token, and at one that wants to hear when it ends. */
export async function openAccount({ server, application }: World, person: TestPerson) {
  const party = await registerRelyingParty(server);
  const parameters = { scope: 'openid offline_access', prompt: 'consent' };
  const { browser, answer } = await signIn(application, person, { parameters });
  const tokens = await application.redeem(answer.name === 'consent' ? await browser.submit(answer) : answer);
  await visit(party, browser);
  return { party, browser, tokens };
}
