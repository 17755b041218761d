import { codeOf, mailedCode, type TestPerson, type World } from '../../../harness/world.ts';
import type { Desk } from './desk.ts';

/** Sets up an app at the security page of one's account, by the key that is shown and the mailed code. */
export async function setUpApp(desk: Desk, { server }: World, person: TestPerson): Promise<TestPerson> {
  const { page } = desk;
  await desk.enter(`${server.issuer}/account/security`, person);
  await desk.press('Add an app');
  const [secret = ''] = await page.locator('#totp-secret').allInnerTexts();
  const typed = secret.replaceAll(/\s/g, '');
  await page.getByLabel('Code from the app').fill(codeOf(typed));
  await page.getByLabel('Code from the mail').fill(mailedCode(server, person.email));
  await desk.press('Set it up');
  const [first = ''] = await page.locator('#recovery-codes li').allInnerTexts();
  await page.getByLabel('Last four characters of the first code').fill(first.trim().slice(-4));
  await desk.press('I have kept them');
  return { ...person, secret: typed };
}
