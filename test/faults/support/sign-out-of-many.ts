import { Browser } from '../../harness/browser.ts';
import type { Behaviour } from '../../harness/receiver.ts';
import type { TestServer } from '../../harness/server.ts';
import { createWorld, signIn } from '../../harness/world.ts';
import { type RelyingParty, registerRelyingParty, visit } from '../../jobs/support/relying-parties.ts';

/** So many applications of one session: some take the message, some are away, some take it half a minute late. */
export interface Applications {
  readonly answering: number;
  readonly dead: number;
  readonly slow: number;
}

export interface SignOutFigures {
  /** Until the page said so. */
  readonly pageMs: number;
  /** From the sign-out until an application that answers was told, each; fewer than there are when some never were. */
  readonly toldMs: readonly number[];
  /** Applications that answer and were told more than once. */
  readonly toldAgain: number;
}

const slowMs = 30_000;

/** Somebody signs out of many applications at once, at a server that works by itself (R14). */
export async function signOutOfMany(
  server: TestServer,
  { answering, dead, slow }: Applications,
  limitMs: number,
): Promise<SignOutFigures> {
  const world = await createWorld({ server });
  const browser = new Browser();
  await signIn(world.application, world.greta, { browser });
  const arrivals = new Map<RelyingParty, number>();
  const waiting: NodeJS.Timeout[] = [];
  const late: Behaviour = (response) => void waiting.push(setTimeout(() => response.end(), slowMs));
  const well: RelyingParty[] = [];
  const others: RelyingParty[] = [];
  for (let count = 0; count < answering; count += 1) {
    const party = await registerRelyingParty(server);
    void party.receiver.told.then(() => arrivals.set(party, performance.now()));
    well.push(party);
  }
  for (let count = 0; count < dead + slow; count += 1)
    others.push(await registerRelyingParty(server, count < dead ? {} : { behaviour: late }));
  for (const party of [...others, ...well]) await visit(party, browser);
  const away = others.slice(0, dead);
  await Promise.all(away.map(({ receiver }) => receiver.close()));
  try {
    await server.countersign.jobs.start();
    const confirm = await browser.open(`${server.issuer}/session/end`);
    const startedAt = performance.now();
    await browser.submit(confirm);
    const pageMs = performance.now() - startedAt;
    await Promise.race([
      Promise.all(well.map(({ receiver }) => receiver.told)),
      new Promise<void>((resolve) => waiting.push(setTimeout(resolve, limitMs))),
    ]);
    const toldMs = [...arrivals.values()].map((at) => at - startedAt);
    return { pageMs, toldMs, toldAgain: well.filter(({ receiver }) => receiver.received.length > 1).length };
  } finally {
    for (const timer of waiting) clearTimeout(timer);
    const open = [...well, ...others.slice(dead)];
    await Promise.all(open.map(({ receiver }) => receiver.close()));
    await server.countersign.jobs.stop();
  }
}
