import { challengeSeconds } from '../authenticators/security-key.ts';
import { Refusal } from '../refusal.ts';

/** What came back from a browser that asked a key. */
export interface KeyAnswer {
  /** When the page asked, epoch milliseconds, as the form says: another time is another challenge. */
  readonly askedAt: number;
  /** JSON. */
  readonly answer: string;
}

/** @throws Refusal `key_not_accepted` */
export function requireTimely(askedAt: number, now: Date): void {
  const age = now.getTime() - askedAt;
  if (!(age >= 0 && age <= challengeSeconds * 1000))
    throw new Refusal('key_not_accepted', { reason: 'too_late' });
}

/** Null for what is no JSON, which is no answer of a key either. */
export function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return null;
  }
}
