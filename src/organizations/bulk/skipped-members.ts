import { mostExamples, type SkipReason } from '../../long-jobs/long-job.ts';
import type { MemberRow } from '../members/member-list-store.ts';

/** One whom nothing was done to, and why. */
export interface SkippedMember {
  /** Null for a name that is no member's; the address is what was named then. */
  readonly id: string | null;
  readonly email: string;
  readonly name: string | null;
  readonly reason: SkipReason;
}

/** All who were skipped, counted, and the first of them by name. */
export interface SkippedMembers {
  readonly count: number;
  readonly byReason: Readonly<Partial<Record<SkipReason, number>>>;
  readonly first: readonly SkippedMember[];
}

/** Counts while members are looked at, however many they are. */
export interface SkippedCounter {
  add(skipped: SkippedMember): void;
  read(): SkippedMembers;
}

export function countSkipped(): SkippedCounter {
  const byReason: Partial<Record<SkipReason, number>> = {};
  const first: SkippedMember[] = [];
  let count = 0;
  return {
    add(skipped) {
      count += 1;
      byReason[skipped.reason] = (byReason[skipped.reason] ?? 0) + 1;
      if (first.length < mostExamples) first.push(skipped);
    },
    read: () => ({ count, byReason: { ...byReason }, first: [...first] }),
  };
}

export function skippedMember({ member, email, name }: MemberRow, reason: SkipReason): SkippedMember {
  return { id: member.userId, email, name, reason };
}

export function unknownMember(name: string): SkippedMember {
  return { id: null, email: name, name: null, reason: 'not_found' };
}
