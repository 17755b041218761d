import { defaultPolicy } from '../../policy/enforcement/default-policy.ts';
import type { EnforcementPolicy } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Organization } from './organization.ts';

type Saved = Pick<Organization, 'enforcement' | 'createdAt'>;

/**
 * The policy that an organization saved last, in effect or only announced; preset `chosen-people` where it saved none.
 * Nobody else asks whether `enforcement` is null, but whoever writes it or tells others that nothing is saved.
 */
export function savedPolicy({ enforcement, createdAt }: Saved): EnforcementPolicy | 'unreadable' {
  return enforcement ?? defaultPolicy(createdAt.getTime());
}

/** The same where it has to be read. @throws Refusal `invalid_policy` */
export function readablePolicy(organization: Saved): EnforcementPolicy {
  const policy = savedPolicy(organization);
  if (policy !== 'unreadable') return policy;
  throw new Refusal('invalid_policy', { list: ['enforcement: the stored policy cannot be read'] });
}

/**
 * The policy saved last, those that bind until it takes effect, and the preset that the organization began with: it binds
 * whoever was chosen before any other policy has taken effect. Null when one cannot be read: that denies.
 */
export function policiesOf({
  enforcement,
  enforcementBefore,
  createdAt,
}: Saved & Pick<Organization, 'enforcementBefore'>): readonly EnforcementPolicy[] | null {
  if (enforcement === 'unreadable' || enforcementBefore === 'unreadable') return null;
  const saved = enforcement === null ? [] : [enforcement];
  return [...saved, ...enforcementBefore, defaultPolicy(createdAt.getTime())];
}

/**
 * The instant of a change under the lock of its organization. The request may have waited, or come to a server whose
 * clock is behind; what was saved meanwhile is saved, so the change is not earlier (ruling 5).
 */
export function notBeforeSaved(organization: Saved, now: Date): Date {
  const policy = savedPolicy(organization);
  return policy === 'unreadable' || policy.savedAt <= now.getTime() ? now : new Date(policy.savedAt);
}
