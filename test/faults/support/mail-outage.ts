import { travel } from '../../harness/clock.ts';
import type { BrokenMailServer, MailServerMood } from '../../harness/mail-server.ts';
import type { TestServer } from '../../harness/server.ts';
import { createWorld, signIn } from '../../harness/world.ts';

export interface MailOutageFigures {
  /** Sent while the mail server took nothing. */
  readonly sentMeanwhile: number;
  /** People who never got their notice, and mails beyond the one that each was to get. */
  readonly lost: number;
  readonly doubled: number;
  /** Sign-ins with a second factor while mails were being tried, milliseconds each. */
  readonly signInMs: readonly number[];
  readonly failedSignIns: number;
}

/** Half an hour of a mail server that takes nothing, with so many notices waiting (R15). The time is moved. */
export async function outlastMailServer(
  server: TestServer,
  mails: BrokenMailServer,
  {
    notices,
    mood,
    signIns,
  }: { readonly notices: number; readonly mood: MailServerMood; readonly signIns: number },
): Promise<MailOutageFigures> {
  const world = await createWorld({ server });
  const { db, jobs } = server.countersign;
  const emails = Array.from({ length: notices }, (_, n) => `n${n}@${world.slug}.example`);
  mails.mood = mood;
  await db.transaction(async ({ outbox }) => {
    for (const email of emails)
      await outbox.mail({ email, language: 'en', timeZone: 'UTC' }, { kind: 'second-factor-unlocked' });
  });
  const run = () => jobs.runDue(new Date());
  const signInMs: number[] = [];
  let failedSignIns = 0;
  const trying = run();
  for (let count = 0; count < signIns; count += 1) {
    const startedAt = performance.now();
    const { answer } = await signIn(world.application, world.tomas);
    signInMs.push(performance.now() - startedAt);
    if (answer.location?.includes('code=') !== true) failedSignIns += 1;
    // The next code of their app.
    travel(30);
  }
  await trying;
  for (const minutes of [1, 5, 24]) {
    travel(minutes * 60);
    await run();
  }
  const of = (email: string) => mails.mails.filter(({ to }) => to === email).length;
  const sentMeanwhile = emails.filter((email) => of(email) > 0).length;
  mails.mood = 'well';
  for (const minutes of [15, 60, 120]) {
    travel(minutes * 60);
    await run();
  }
  const counts = emails.map(of);
  return {
    sentMeanwhile,
    lost: counts.filter((count) => count === 0).length,
    doubled: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    signInMs,
    failedSignIns,
  };
}
