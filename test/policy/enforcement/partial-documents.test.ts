import { expect } from 'chai';
import fc from 'fast-check';
import type { Organization } from '../../../src/organizations/core/organization.ts';
import { policiesOf } from '../../../src/organizations/core/saved-policy.ts';
import { nextEnforcement } from '../../../src/organizations/enforcement/next-enforcement.ts';
import { defaultPolicy } from '../../../src/policy/enforcement/default-policy.ts';
import type {
  EnforcementDocument,
  EnforcementFields,
} from '../../../src/policy/enforcement/enforcement-document.ts';
import { toDocument } from '../../../src/policy/enforcement/policy-terms.ts';
import { presetNames } from '../../../src/policy/enforcement/presets.ts';
import { resolvePolicy } from '../../../src/policy/enforcement/resolve-policy.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import { memberBinding } from '../../../src/policy/members/member-binding.ts';
import { Refusal } from '../../../src/refusal/refusal.ts';
import { day, hour, member, now } from '../support/world.ts';

const timeZone = 'Europe/Brussels';
const createdAt = now - 400 * day;
const ago = fc.constantFrom(0, 1, hour, 5 * hour, day, 3 * day, 20 * day);
const deadline = fc
  .constantFrom(-30 * day, -hour, 1, hour, 5 * day)
  .map((ahead) => ({ deadline: new Date(now + ahead).toISOString() }));

const fields: { readonly [Field in keyof EnforcementFields]: fc.Arbitrary<EnforcementFields[Field]> } = {
  required: fc.constantFrom('everyone', 'everyone', 'nobody'),
  activation: fc.oneof(fc.constantFrom('immediately', 'next_sign_in', 'tonight', 'when_compliant'), deadline),
  sessions: fc.constantFrom('keep', 'end_at_deadline', 'end_now'),
  self_disable: fc.constantFrom('forbid', 'suspend', 'remove'),
  joining: fc.constantFrom('mfa_first', 'at_next_sign_in'),
  challenge: fc.oneof(
    fc.constant('every_sign_in' as const),
    fc.record(
      {
        max_age_seconds: fc.constantFrom(null, 60, 86_400),
        new_address: fc.boolean(),
        session_max_days: fc.constantFrom(null, 7, 30),
        remembered_device_days: fc.constantFrom(null, 1, 30),
      },
      { requiredKeys: [] },
    ),
  ),
  factors: fc.constantFrom(['totp', 'webauthn'] as const, ['totp'] as const, ['webauthn'] as const),
  minimum_acr: fc.constantFrom(2, 3),
  enrollment_proof: fc.constantFrom('mailbox', 'ticket', 'none'),
  grace_days: fc.constantFrom(0, 3, 365),
};

const partial: fc.Arbitrary<Partial<EnforcementFields>> = fc
  .record(fields, { requiredKeys: [] })
  .filter((document) => Object.keys(document).length > 0);

/** A policy that was saved at some time, from a preset and any field over it. */
const saved: fc.Arbitrary<EnforcementPolicy> = fc
  .tuple(fc.constantFrom(...presetNames), fc.record(fields, { requiredKeys: [] }), ago)
  .map(([preset, over, before]) => {
    const context = { now: now - before, timeZone, previous: defaultPolicy(createdAt) };
    const resolution = resolvePolicy({ preset, ...over }, context);
    return resolution.ok ? resolution.policy : null;
  })
  .filter((policy) => policy !== null);

const without = <Field extends keyof EnforcementFields>(
  document: Partial<EnforcementFields>,
  ...left: readonly Field[]
): EnforcementDocument =>
  Object.fromEntries(Object.entries(document).filter(([field]) => !left.some((each) => each === field)));

describe('a document without a preset, whatever was saved and whatever it says', () => {
  it('is the policy saved last with those fields', () => {
    fc.assert(
      fc.property(saved, partial, (previous, document) => {
        const context = { now, timeZone, previous };
        const { preset: _, ...all } = toDocument(previous);
        const resolution = resolvePolicy(document, context);
        expect(resolution).to.deep.equal(resolvePolicy({ ...all, ...document }, context));
        if (!resolution.ok) return;
        const after = toDocument(resolution.policy);
        for (const [field, value] of Object.entries(all))
          if (!(field in document)) expect(after, field).to.have.deep.property(field, value);
        for (const field of ['required', 'sessions', 'self_disable', 'joining', 'grace_days'] as const)
          if (field in document) expect(after[field]).to.equal(document[field]);
        const isKept = document.activation === undefined;
        if (isKept) expect(resolution.policy.activation).to.equal(previous.activation);
      }),
      { numRuns: 2000 },
    );
  });

  it('answers what it was saved as, and then changes nothing', () => {
    fc.assert(
      fc.property(saved, ago, (previous, later) => {
        const context = { now: now + later, timeZone: 'Pacific/Auckland', previous };
        expect(resolvePolicy(toDocument(previous), context)).to.deep.equal({ ok: true, policy: previous });
      }),
      { numRuns: 500 },
    );
  });

  it('ruling 5: disarms nobody by leaving out whom it requires and from when', () => {
    let bound = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...presetNames), partial), { maxLength: 3 }),
        fc.array(partial, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('inherit' as const, 'required' as const, 'required' as const),
        fc.tuple(ago, ago),
        (full, changes, override, [openedAgo, overrideAgo]) => {
          const before = full.reduce(
            (of, [preset, over], index) => savedBy(of, { preset, ...over }, now - (2 - index) * hour),
            organization,
          );
          const after = changes.reduce(
            (of, change, index) =>
              savedBy(of, without(change, 'required', 'activation', 'sessions'), now + index * hour),
            before,
          );
          const overrideSetAt = override === 'required' ? now - overrideAgo : null;
          const inForce = (of: Organization, at: number) => {
            const who = member({ override, overrideSetAt, organization: { policies: policiesOf(of) } });
            // Older sessions were ended for good when the member was chosen, or may live on (T20, ruling 6).
            const openedAt = Math.max(now - openedAgo, overrideSetAt ?? 0);
            return memberBinding(who, openedAt, at).inForce;
          };
          for (const later of [3 * hour, 6 * day]) {
            if (inForce(before, now + later) === null) continue;
            bound += 1;
            expect(inForce(after, now + later)).to.not.equal(null);
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(bound, 'cases in which somebody was bound').to.be.greaterThan(500);
  });
});

const organization: Organization = {
  id: 'org-acme',
  slug: 'acme',
  name: 'Acme',
  plan: 'team',
  seats: 5,
  timeZone,
  language: null,
  notificationEmail: null,
  notificationConfirmedAt: null,
  trialEndsAt: null,
  showNotificationEmail: false,
  membersMayLeave: false,
  joinByDomain: false,
  enforcement: null,
  enforcementBefore: [],
  version: 1,
  createdAt: new Date(createdAt),
};

/** The organization after a document was saved; as it was where that is refused or changes nothing. */
function savedBy(of: Organization, document: EnforcementDocument, at: number): Organization {
  try {
    const plans = { team: { enforcement: true } };
    return nextEnforcement({ organization: of, plans, now: new Date(at) }, document)?.organization ?? of;
  } catch (error) {
    if (error instanceof Refusal) return of;
    throw error;
  }
}
