import type { KeptMail } from '../../src/mail/development-mailbox.ts';
import { type Answer, Browser } from './browser.ts';
import type { TestServer } from './server.ts';

/** The delivery under way at each server, for the next one to wait for. */
const underWay = new WeakMap<TestServer, Promise<void>>();

/**
 * Does all that waits in the queue, what follows from it a second later included. One at a time at a server: a job that
 * another call has taken waits in no queue any more, though its mail is not there yet.
 */
export function deliver(server: TestServer): Promise<void> {
  const deliverNow = () => server.countersign.jobs.runDue(new Date(Date.now() + 2000));
  const delivery = (underWay.get(server) ?? Promise.resolve()).then(deliverNow, deliverNow);
  underWay.set(server, delivery);
  return delivery;
}

/** Mails to one address, oldest first; what waits in the queue goes out before. */
export async function mailsTo(server: TestServer, email: string): Promise<readonly KeptMail[]> {
  await deliver(server);
  return server.mailbox.messages().filter(({ to }) => to === email);
}

/** The link of the newest mail to an address that has one below this path. */
export async function mailedLink(server: TestServer, email: string, path: string): Promise<string> {
  const mails = await mailsTo(server, email);
  const links = mails.flatMap(({ text }) => text.match(/https?:\/\/\S+/g) ?? []);
  const link = links.findLast((each) => new URL(each).pathname.startsWith(path));
  if (link === undefined) throw new Error(`no link to ${path} was mailed to ${email}`);
  return link;
}

/** Asks for a new password on the page for it. */
export async function forgetPassword(
  server: TestServer,
  email: string,
  browser = new Browser(),
): Promise<Answer> {
  return browser.submit(await browser.open(`${server.issuer}/password/forgotten`), { email });
}

/** The link that is mailed for a forgotten password. */
export async function resetLinkFor(server: TestServer, email: string): Promise<string> {
  await forgetPassword(server, email);
  return mailedLink(server, email, '/password/reset/');
}

/** Opens a link to a new password and chooses one. */
export async function choosePassword(
  link: string,
  newPassword: string,
  browser = new Browser(),
): Promise<Answer> {
  return browser.submit(await browser.open(link), { new_password: newPassword });
}
