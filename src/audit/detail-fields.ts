import type { DetailFieldOf, EventDetails } from './event-details.ts';

/**
 * What a field is about: `plain`, `personal` (an address, a name, or words that somebody has written about somebody), or
 * an object of which some fields are personal. Ids of people are what events are found by and name nobody by themselves.
 */
export type FieldKind = 'plain' | 'personal' | { readonly personal: readonly string[] };

const invited = { email: 'personal', role: 'plain' } as const;
const plainChange = { before: 'plain', after: 'plain' } as const;
const plainEnd = { ...plainChange, reason: 'plain' } as const;
const memberChange = { ...plainChange, reason: 'personal' } as const;
const client = { client: 'plain' } as const;
const deadLetters = { kind: 'plain', count: 'plain' } as const;
const factor = { factor: 'plain' } as const;
const jobProgress = { job: 'plain', kind: 'plain', done: 'plain', failed: 'plain' } as const;
const failures = { failures: 'plain' } as const;
/** An organization is told of things by the address of somebody. */
const organizationFields = { personal: ['notificationEmail'] } as const;

/** Which fields the detail of each type can have, and what they are about. */
export const detailFields: {
  readonly [Type in keyof EventDetails]: { readonly [Field in DetailFieldOf<Type>]-?: FieldKind };
} = {
  'account.activity_reported': { passwordReset: 'plain', event: 'plain', at: 'plain' },
  'account.changed': { changed: 'plain' },
  'account.created': { invitation: 'plain' },
  'account.deactivated': {},
  'account.email_change_cancelled': {},
  'account.email_change_requested': { newEmail: 'personal', needsConsent: 'plain' },
  'account.email_changed': { before: 'personal', after: 'personal' },
  'account.erased': { erased: 'plain', blanked: 'plain' },
  'account.operator_added': {},
  'account.operator_removed': {},
  'account.password_changed': {},
  'account.password_reset_completed': {},
  'account.password_reset_ordered': { asked: 'plain' },
  'account.password_reset_requested': {},
  'account.reactivated': {},
  'account.second_factor_locked': failures,
  'account.second_factor_stopped': failures,
  'account.sessions_ended': { reason: 'plain', sessions: 'plain' },
  'account.sign_in_failed': { reason: 'plain', signedIn: 'plain' },
  'account.sign_in_refused': { client: 'plain', reasons: 'plain' },
  'account.signed_in': { client: 'plain', stepUp: 'plain' },
  'account.unlocked': failures,
  'api.access_refused': { organization: 'plain' },
  'authenticator.challenge_failed': { failures: 'plain', factor: 'plain', reason: 'plain' },
  'authenticator.challenge_passed': factor,
  'authenticator.enrolled': factor,
  'authenticator.mailbox_proved': {},
  'authenticator.recovery_code_checked': {},
  'authenticator.recovery_code_used': { left: 'plain' },
  'authenticator.recovery_codes_replaced': {},
  'authenticator.removed': factor,
  'authenticator.renamed': factor,
  'authenticator.reset': { factors: 'plain', mustEnroll: 'plain' },
  'branding.changed': { changed: 'plain' },
  'client.created': client,
  'client.deleted': client,
  'client.updated': client,
  'consent.granted': client,
  'consent.withdrawn': client,
  'dead_letter.dropped': deadLetters,
  'dead_letter.retried': deadLetters,
  'enrollment_ticket.issued': {},
  'enrollment_ticket.used': {},
  'environment.changed': { environment: 'plain', ...plainChange, pilot: 'plain' },
  'facts.unreadable': { what: 'plain', authenticator: 'plain' },
  'invitation.accepted': invited,
  'invitation.created': invited,
  'invitation.expired': invited,
  'invitation.resent': invited,
  'invitation.revoked': { ...invited, reason: 'plain' },
  'job.ended': { ...jobProgress, state: 'plain', reason: 'plain' },
  'job.started': { job: 'plain', kind: 'plain', total: 'plain' },
  'job.stopped': jobProgress,
  'logout.delivery_failed': { client: 'plain', reason: 'plain' },
  'member.added': plainEnd,
  'member.changed': memberChange,
  'member.help_requested': {},
  'member.left': plainEnd,
  'member.reinstated': memberChange,
  'member.reminded': {},
  'member.removed': plainEnd,
  'member.suspended': memberChange,
  'organization.created': { slug: 'plain', plan: 'plain', seats: 'plain', domains: 'plain' },
  'organization.deleted': { slug: 'plain', members: 'plain' },
  'organization.enforcement_changed': plainChange,
  'organization.enforcement_lapsed': { before: 'plain', plan: 'plain' },
  'organization.exported': {
    what: 'plain',
    type: 'plain',
    actor: 'plain',
    target: 'plain',
    person: 'plain',
    from: 'plain',
    to: 'plain',
  },
  'organization.plan_changed': plainChange,
  'organization.seats_changed': plainChange,
  'organization.support_ended': {},
  'organization.support_opened': { reason: 'personal', until: 'plain' },
  'organization.updated': { before: organizationFields, after: organizationFields },
  'secrets.reseal_started': { count: 'plain' },
  'signing_keys.rotated': { kids: 'plain', when: 'plain' },
  'token.reused': { client: 'plain', used: 'plain' },
};
