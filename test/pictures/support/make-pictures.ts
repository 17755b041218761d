import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { parse } from 'yaml';
import { launchChromium } from '../../browser/support/chromium.ts';
import { closeWhatIsOpen } from '../../harness/closing.ts';
import { findChromium } from '../../harness/needs.ts';
import { startTestServer } from '../../harness/server.ts';
import { codeOf, mailedCode, seed } from '../../harness/world.ts';
import {
  madeOf,
  madeOfFile,
  type Picture,
  pictureFile,
  pictureFolder,
  pictures,
  variants,
} from './pictures.ts';

// Makes the pictures of README and docs from the world of the demo (`npm run pictures`); test/pictures/pictures.test.ts says
// when they have grown old.

/** Where the demo application would be; nobody goes there. */
const application = 'http://localhost:4999';

interface DemoPerson {
  readonly email: string;
  readonly password: string;
  readonly totp?: { readonly secret: string };
}

const executablePath = findChromium();
if (executablePath === null)
  throw new Error('pictures are made in Chromium: install it, or name it in CHROMIUM_PATH');
const document = parse((await readFile('config/demo.yaml', 'utf8')).replaceAll('{{demo}}', application));
const [{ enforcement, ...acme }] = document.organizations;
const server = await startTestServer();
// Nothing is required yet: the first picture shows what would be.
await seed(server, { ...document, organizations: [acme] });
const browser = await launchChromium(executablePath);
const pages = new Map<string, Page>();
mkdirSync(pictureFolder, { recursive: true });
for (const picture of pictures) await take(picture);
writeFileSync(madeOfFile, madeOf());
await closeWhatIsOpen();

/** One visit is drawn at all widths and in both schemes. Whoever has signed in stays so. */
async function take(picture: Picture): Promise<void> {
  const page = await pageOf(picture.email);
  if (picture.deadlineInDays !== undefined) await announce(picture.deadlineInDays);
  await page.goto(picture.path === null ? authorizationUrl() : `${server.issuer}${picture.path}`);
  await goTo(page, picture);
  for (const { width, scheme } of variants) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    const shot = await page.screenshot({ fullPage: true, animations: 'disabled' });
    await sharp(shot).png({ palette: true, effort: 10 }).toFile(pictureFile(picture.name, { width, scheme }));
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  console.log(picture.name);
}

async function pageOf(email: string): Promise<Page> {
  const page = pages.get(email) ?? (await browser.newPage());
  pages.set(email, page);
  return page;
}

/** Signs in as far as it takes to get to the page. */
async function goTo(page: Page, { shows, email }: Picture): Promise<void> {
  const person: DemoPerson = document.users.find((user: DemoPerson) => user.email === email);
  for (let step = 0; step < 6; step += 1) {
    const name = await page.getAttribute('main', 'data-page');
    if (name === shows) return;
    await fill(page, answersTo(name, person));
  }
  throw new Error(`no page ${shows} for ${email}`);
}

function answersTo(name: string | null, person: DemoPerson): Readonly<Record<string, string>> {
  if (name === 'password') return { email: person.email, password: person.password };
  if (name === 'challenge') return { code: codeOf(person.totp?.secret ?? '') };
  if (name === 'mailbox') return { code: mailedCode(server, person.email) };
  if (name === 'change') return {};
  throw new Error(`nobody knows what to do at ${name}`);
}

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  await Promise.all([page.waitForNavigation(), page.click('button[name=action][value=continue]')]);
}

/** The policy of Acme from midnight on, some days ahead. */
async function announce(days: number): Promise<void> {
  const at = new Date(Date.now() + days * 86_400_000);
  at.setUTCHours(23, 0, 0, 0);
  const announced = {
    ...enforcement,
    activation: { deadline: at.toISOString() },
    sessions: 'end_at_deadline',
  };
  await seed(server, { organizations: [{ ...acme, enforcement: announced }] });
}

function authorizationUrl(): string {
  const [client] = document.clients;
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0],
    response_type: 'code',
    scope: 'openid',
  });
  return `${server.issuer}/auth?${parameters}`;
}
