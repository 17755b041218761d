import { mailedCode, type TestPerson, type World } from '../../../harness/world.ts';
import { nextCodeOf } from './app-codes.ts';
import type { Desk } from './desk.ts';

/** What somebody has who has just set up an app. */
export interface NewApp {
  readonly secret: string;
  readonly codes: readonly string[];
}

/** Types the key of the page into an app, proves that it works, and keeps the recovery codes: at the account, or on the way in. */
export async function setUpApp(
  desk: Desk,
  { server }: Pick<World, 'server'>,
  person: TestPerson,
): Promise<NewApp> {
  const { page } = desk;
  const [secret = ''] = (await page.locator('#totp-secret').allInnerTexts()).map((text) =>
    text.replace(/\s/g, ''),
  );
  await page.getByLabel('Code from the app').fill(nextCodeOf(secret));
  // Whoever has a factor already has proven that, and is mailed nothing.
  const mailed = page.getByLabel('Code from the mail');
  if ((await mailed.count()) > 0) await mailed.fill(mailedCode(server, person.email));
  await desk.press(/^(Set it up|Continue)$/, page.locator('main form'));
  await desk.look('recovery codes');
  const codes = await page.locator('#recovery-codes li').allInnerTexts();
  await page.getByLabel('Last four characters of the first code').fill(codes[0]?.trim().slice(-4) ?? '');
  await desk.press(/^(I have kept them|Continue)$/);
  return { secret, codes };
}
