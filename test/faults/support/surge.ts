import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from '../../harness/browser.ts';
import { password } from '../../harness/world.ts';
import type { Crowd } from './fault-people.ts';
import { createLightClient } from './light-client.ts';

/** A password page that was opened before the surge; a refused form leaves it as it was. */
interface OpenPage {
  readonly url: string;
  readonly cookie: string;
}

/** One posted password. */
export interface SurgeAnswer {
  readonly who: 'known' | 'unknown';
  readonly status: number;
  readonly retryAfter: string | null;
  readonly tookMs: number;
  /** When it was answered, as `performance.now()` says. */
  readonly at: number;
}

/** Opens so many password pages, a few at a time. */
export async function openPages(crowd: Crowd, count: number): Promise<OpenPage[]> {
  const pages: OpenPage[] = [];
  const worker = async () => {
    while (pages.length < count) {
      const browser = new Browser();
      const { location } = await browser.request(await crowd.application().authorizationUrl());
      if (location === null) throw new Error('no page was opened');
      pages.push({ url: location, cookie: await browser.jar.getCookieString(location) });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return pages;
}

const client = createLightClient();

/** Posts one password to one of the pages. */
export async function postPassword(page: OpenPage, email: string): Promise<Omit<SurgeAnswer, 'who'>> {
  const askedAt = performance.now();
  const form = new URLSearchParams({ email, password, action: 'continue' });
  const answer = await client.post(page.url, page.cookie, form);
  const at = performance.now();
  return { ...answer, tookMs: at - askedAt, at };
}

/** Ends the connections to a server that will be stopped. */
export function hangUp(): void {
  client.close();
}

/** Passwords compared a second, with nothing else going on; those of unknown people cost the same. */
export async function measureCapacity(page: OpenPage, seconds: number): Promise<number> {
  const [startedAt, endsAt] = [performance.now(), performance.now() + seconds * 1000];
  let compared = 0;
  const worker = async () => {
    while (performance.now() < endsAt) {
      const { status } = await postPassword(page, strangerAt('idle.example'));
      if (status !== 422) throw new Error(`an idle server answered ${status}`);
      compared += 1;
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return compared / ((performance.now() - startedAt) / 1000);
}

/** Somebody whom nobody knows, another one each time: each account has its own throttle. */
export function strangerAt(domain: string): string {
  return `stranger${randomInt(2 ** 40)}@${domain}`;
}

/** Where passwords are offered. */
export interface Offering {
  /** Of the known; each takes one with them when they get on, and the others give theirs back. */
  readonly pages: OpenPage[];
  /** Of all the unknown, who never get on. */
  readonly stillPage: OpenPage;
  /** The known, each tried once. */
  readonly emails: string[];
}

/** Offers so many passwords a second, answered or not, every second one of somebody unknown. */
export async function offerPasswords(
  { pages, stillPage, emails }: Offering,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<SurgeAnswer[]> {
  const answers: SurgeAnswer[] = [];
  const running: Promise<void>[] = [];
  const offerKnown = async (page: OpenPage, email: string) => {
    const answer = await postPassword(page, email);
    answers.push({ who: 'known', ...answer });
    if (answer.status !== 303) pages.push(page);
  };
  const offerUnknown = async () => {
    const answer = await postPassword(stillPage, strangerAt('nowhere.example'));
    answers.push({ who: 'unknown', ...answer });
  };
  // Where all pages wait for an answer, a busy machine is slow to refuse: the offer goes on all the same.
  const offerNext = () => {
    const page = pages.shift();
    const email = page && emails.shift();
    return page === undefined || email === undefined ? offerUnknown() : offerKnown(page, email);
  };
  const startedAt = performance.now();
  for (let offered = 0; offered < perSecond * seconds; ) {
    const due = Math.min((performance.now() - startedAt) / 1000, seconds) * perSecond;
    for (; offered < due; offered += 1) running.push(offered % 2 === 0 ? offerNext() : offerUnknown());
    await pause(10);
  }
  await Promise.all(running);
  return answers;
}

/** Value at a share of the sorted values, 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
