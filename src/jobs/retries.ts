import type { JobKind } from './queue.ts';

const minute = 60;
const hour = 60 * minute;

/** Applications may be down for a deployment; longer, and their own sessions have to end by themselves. */
const logoutWaits = [minute, 5 * minute, 30 * minute];

/** Mail servers come back: after the first hour it is tried every hour, for three days. */
const mailWaits = [minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, ...Array(71).fill(hour)];

/** Whoever started one looks at it: it has failed before they have gone. */
const longJobWaits = [minute, 5 * minute, 15 * minute];

const waits: Record<JobKind, readonly number[]> = {
  'deliver-logout': logoutWaits,
  'end-sessions': mailWaits,
  'long-job': longJobWaits,
  'mail-reset-link': mailWaits,
  reseal: mailWaits,
  'send-mail': mailWaits,
};

/**
 * When a job that has failed is tried again, in seconds from now; null: not any more.
 * @param failures this one included, so at least 1
 */
export function retryAfterSeconds(kind: JobKind, failures: number): number | null {
  return waits[kind][failures - 1] ?? null;
}
