import { travel } from '../../harness/clock.ts';

/** Length of a TOTP step, seconds. */
const stepSeconds = 30;

/** Goes to the middle of the next step, so that none ends while a test counts in steps. */
export function travelToMidStep(): void {
  travel(1.5 * stepSeconds - ((Date.now() / 1000) % stepSeconds));
}
