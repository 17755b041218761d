import type { Mutant } from './mutants.ts';

/** A mutant that no test can notice, or need not. */
interface KnownSurvivor {
  readonly file: string;
  /** What was replaced, as far as it goes. */
  readonly before: string;
  /** What took its place; left out for whatever does. */
  readonly after?: string;
  readonly why: string;
}

const spares = 'spares a statement that would find nothing';
const guard = 'a guard for the type: no page or endpoint leads there';

/** Mutants that survived and were looked into, with the reason. They count as survivors all the same. */
export const knownSurvivors: readonly KnownSurvivor[] = [
  {
    file: 'src/authenticators/mailbox-code.ts',
    before: "'mailbox-code'",
    why: 'parts this hash from others under the same key, of which none has such a form',
  },
  {
    file: 'src/authenticators/totp.ts',
    before: 'present - window',
    after: '((present) + (window))',
    why: 'the steps of the window were compared before',
  },
  {
    file: 'src/authenticators/totp.ts',
    before: 'present + window',
    after: '((present) - (window))',
    why: 'the steps of the window were compared before',
  },
  {
    file: 'src/links/enrollment-ticket.ts',
    before: 'spent === null',
    after: '(false)',
    why: 'under the lock of the person nobody else spends it',
  },
  {
    file: 'src/organizations/enforcement/enforcement-preview.ts',
    before: 'one < other',
    after: '((one) <= (other))',
    why: 'no key of an object comes twice',
  },
  {
    file: 'src/organizations/enforcement/enforcement-preview.ts',
    before: 'id,',
    why: 'a version is compared within one organization',
  },
  { file: 'src/organizations/ending/revoke-sessions.ts', before: 'found.length === 0', why: spares },
  { file: 'src/provider/decisions/visits.ts', before: 'news.length === 0', why: spares },
  {
    file: 'src/enrollment/store-factor.ts',
    before: '!before.memberships.some(isSuspendedByRule)',
    why: spares,
  },
  { file: 'src/sign-in/prove-second-factor.ts', before: 'steps.length > 0', why: spares },
  {
    file: 'src/provider/library/request-records.ts',
    before: "'RefreshToken'",
    why: 'what is read ahead is else read one by one, which bench/sign-in counts',
  },
  {
    file: 'src/people/person-facts.ts',
    before: 'hasTrialEnded',
    after: '(true)',
    why: 'matters under a plan without enforcement alone, where no policy is left',
  },
  {
    file: 'src/policy/enforcement/policy-in-force.ts',
    before: 'newer !== undefined && older !== undefined',
    why: guard,
  },
  { file: 'src/people/person-facts.ts', before: 'client === null || environment === null', why: guard },
  {
    file: 'src/sign-in/prove-password.ts',
    before: 'person === null || hash === null',
    after: '(false)',
    why: 'the thread that hashes compares with nothing where there is no hash, and takes as long',
  },
  {
    file: 'src/sign-in/remember-device.ts',
    before: 'proof === null || provenFrom === null',
    after: '(false)',
    why: guard,
  },
  {
    file: 'src/people/accounts/set-deactivated.ts',
    before: 'true',
    after: 'false',
    why: 'the names of these fields are used, what they are is not',
  },
  {
    file: 'src/organizations/plan/set-plan.ts',
    before: 'change.plan',
    why: 'the API and the file have refused a plan that nobody knows before',
  },
  {
    file: 'src/organizations/resets/reset-passwords.ts',
    before: 'events.length > 0',
    after: '((events.length) >= (0))',
    why: spares,
  },
  {
    file: 'src/provider/decisions/prompts.ts',
    before: 'false',
    after: 'true',
    why: 'nobody is signed in, so that the same prompt asks for that anyway',
  },
  {
    file: 'src/sign-in/prove-mailbox.ts',
    before: 'mailbox === null || mailbox.codeHash === null',
    why: guard,
  },
  {
    file: 'src/provider/library/interaction.ts',
    before: 'false',
    after: 'true',
    why: 'a signature that is checked as well changes nothing but how long it takes',
  },
  { file: 'src/sign-in/enroll.ts', before: 'false', after: 'true', why: guard },
  { file: 'src/provider/decisions/account.ts', before: '{}', why: 'spreading undefined adds nothing either' },
  { file: 'src/sign-in/progress.ts', before: 'ticket: null,', why: 'what is missing counts as null' },
  {
    file: 'src/people/create-person.ts',
    before: 'user',
    why: 'those who ask for a person to be made do not read what comes back',
  },
  {
    file: 'src/people/accounts/set-deactivated.ts',
    before: 'deactivated',
    after: '(true)',
    why: 'who is opened again has nothing left to give up, and is one more owner rather than one less',
  },
  {
    file: 'src/organizations/members/add-member.ts',
    before: 'organization === null || person === null',
    after: '((organization === null) && (person === null))',
    why: guard,
  },
  {
    file: 'src/organizations/resets/reset-passwords.ts',
    before: 'userIds.length === 0',
    after: '(false)',
    why: spares,
  },
  { file: 'src/enrollment/store-factor.ts', before: 'person === null', after: '(false)', why: guard },
  {
    file: 'src/sign-in/remember-device.ts',
    before: 'proof === null || provenFrom === null',
    after: '((proof === null) && (provenFrom === null))',
    why: guard,
  },
  {
    file: 'src/sign-in/remember-device.ts',
    before: 'input.suppressed.length > 0',
    after: '(true)',
    why: 'gives the browser another id of the device that it has, and nothing to who has none',
  },
  {
    file: 'src/policy/enforcement/policy-terms.ts',
    before: "previous.kind !== 'deadline' || next.kind !== 'deadline'",
    after: "((previous.kind !== 'deadline') && (next.kind !== 'deadline'))",
    why: 'what has no deadline has neither of the fields that are compared then',
  },
  {
    file: 'src/policy/rules/organization-rule.ts',
    before: 'requiring(deny(suspended))',
    after: '(undefined as never)',
    why: 'suspended by a rule while none binds is only where policies cannot be read, which has denied before',
  },
  {
    file: 'src/provider/library/request-records.ts',
    before: "foreseen.set(nameOf('Session'",
    why: 'what is read ahead is else read one by one, which bench/sign-in counts',
  },
  {
    file: 'src/self-service/confirm-enrollment.ts',
    before: 'at - key.askedAt > challengeSeconds * 1000',
    after: '((at - key.askedAt) >= (challengeSeconds * 1000))',
    why: 'one millisecond of five minutes',
  },
  {
    file: 'src/organizations/members/change-member.ts',
    before: 'dueAt > now',
    after: '((dueAt) >= (now))',
    why: 'one millisecond: what is due now is done at once either way',
  },
  {
    file: 'src/organizations/joining/joining.ts',
    before: 'invitation.expiresAt <= at.now',
    after: '((invitation.expiresAt) < (at.now))',
    why: 'one millisecond of a week',
  },
  {
    file: 'src/organizations/ending/revoke-sessions.ts',
    before: 'found.length < revocationBatch',
    after: '(false)',
    why: spares,
  },
  {
    file: 'src/people/accounts/erase-person.ts',
    before: '...(await invitersOf',
    why: 'a lock: only an invitation that is changed in the same moment notices',
  },
  {
    file: 'src/people/accounts/set-operator.ts',
    before: 'await accounts.lock(userId);',
    why: 'two that give the mark at once write the same, and one event more',
  },
  {
    file: 'src/people/accounts/set-deactivated.ts',
    before: 'true',
    after: 'false',
    why: 'only the names of this object are read',
  },
  {
    file: 'src/people/person-facts.ts',
    before: 'hasTrialEnded',
    after: '(true)',
    why: 'is read only where nothing may be enforced, and a plan that does not allow it keeps no policy',
  },
  {
    file: 'src/policy/preview/preview.ts',
    before: 'current.includes(policy)',
    after: '(false)',
    why: 'a policy that is there twice asks what it asks once',
  },
  {
    file: 'src/policy/rules/strictest.ts',
    before: 'first === undefined || others.length === 0',
    why: 'of a single step the rest makes that step again',
  },
  {
    file: 'src/provider/library/interaction.ts',
    before: 'false',
    after: 'true',
    why: 'who has the id has the signature too: it spares the work of checking it',
  },
  {
    file: 'src/self-service/pending-enrollment.ts',
    before: 'spent === null',
    after: '(false)',
    why: 'under the lock of the person nobody else spends it',
  },
  {
    file: 'src/sign-in/enroll.ts',
    before: 'false',
    after: 'true',
    why: guard,
  },
  {
    file: 'src/sign-in/progress.ts',
    before: 'ticket: null,',
    why: 'what is missing is read as none',
  },
];

/** Why nobody notices a mutant; null where it has not been looked into. */
export function reasonOf({ file, before, after }: Mutant): string | null {
  const same = knownSurvivors.find(
    (each) =>
      each.file === file &&
      before.startsWith(each.before) &&
      (each.after === undefined || each.after === after),
  );
  return same?.why ?? null;
}
