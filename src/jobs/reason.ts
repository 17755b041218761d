import { NotDelivered } from '../outbound/post-form.ts';
import { Refusal } from '../refusal/refusal.ts';

/**
 * Why a job failed, in words of ours where it was a failure that we expect. Of any other only what kind it was: its
 * message may quote what was sent, and stands in the log of the server.
 */
export function reasonOf(failure: unknown): string {
  if (failure instanceof Refusal) return failure.detail.reason ?? failure.code;
  if (failure instanceof NotDelivered) return failure.message;
  return failure instanceof Error ? failure.name : 'unknown';
}
