import { expect } from 'chai';
import type { EnforcementDocument } from '../../src/policy/enforcement/enforcement-document.ts';
import type { MembershipFacts, UserFacts } from '../../src/policy/facts.ts';
import {
  joinPreviews,
  type PreviewMember,
  previewPart,
  previewPolicy,
} from '../../src/policy/preview/preview.ts';
import { day, globex, hour, member, now, policy, totp, user } from './support/world.ts';

const midnight = Date.parse('2026-12-08T00:00:00Z');
const enrolled = user({ factors: [totp] });

function person(
  name: string,
  who: UserFacts,
  over: Partial<MembershipFacts> = {},
  others: readonly MembershipFacts[] = [],
): PreviewMember {
  const membership = { ...member({ organization: { policies: [] } }), ...over };
  return { member: name, user: who, membership, otherMemberships: others, sessionsOpenedAt: [now - hour] };
}

const ann = person('ann', enrolled, { role: 'owner' });
const bob = person('bob', user());
const cid = person('cid', user({ emailVerified: false }));
const eve = person('eve', user(), { override: 'exempt' });
const sam = person('sam', user(), { suspended: 'by_admin' });
const everybody = [ann, bob, cid, eve, sam];

const preview = (document: EnforcementDocument, members = everybody) =>
  previewPolicy(policy(document, { savedAt: now }), members, now);

describe('a preview', () => {
  it('by-midnight: unprotected members are signed out at midnight, the exempt and suspended are not', () => {
    expect(preview({ preset: 'by-midnight' })).to.deep.equal({
      members: 5,
      notProtected: ['bob', 'cid'],
      signedOut: [
        { member: 'bob', at: midnight },
        { member: 'cid', at: midnight },
      ],
      lockedOut: ['cid'],
      exempt: ['eve'],
      loneOwner: null,
    });
  });

  it('everyone-ready: lists who blocks it, signs nobody out (D2)', () => {
    const seen = preview({ preset: 'everyone-ready' });
    expect([seen.notProtected, seen.signedOut]).to.deep.equal([['bob', 'cid'], []]);
  });

  it('all-at-once: sessions from before live on', () => {
    expect(preview({ preset: 'all-at-once' }).signedOut).to.deep.equal([]);
  });

  it('end_now: signed out at once', () => {
    const seen = preview({ required: 'everyone', activation: 'immediately', sessions: 'end_now' }, [
      ann,
      bob,
    ]);
    expect(seen.signedOut).to.deep.equal([{ member: 'bob', at: now }]);
  });

  it('chosen-people: concerns nobody who was not chosen', () => {
    const chosen = person('kim', user(), { override: 'required', overrideSetAt: now });
    expect(preview({ preset: 'chosen-people' }, [bob, chosen]).notProtected).to.deep.equal(['kim']);
  });

  it('a ticket locks out whoever has no factor, also when another organization of theirs wants it', () => {
    expect(preview({ preset: 'all-at-once', enrollment_proof: 'ticket' }).lockedOut).to.deep.equal([
      'bob',
      'cid',
    ]);
    const ticket = policy({ required: 'nobody', activation: 'immediately', enrollment_proof: 'ticket' });
    const elsewhere = globex({ organization: { policies: [ticket], managesUser: true } });
    expect(
      preview({ preset: 'all-at-once' }, [person('dan', user(), {}, [elsewhere])]).lockedOut,
    ).to.deep.equal(['dan']);
  });

  it('a stricter minimum counts who no longer reaches it', () => {
    expect(preview({ preset: 'all-at-once', minimum_acr: 3 }).notProtected).to.deep.equal([
      'ann',
      'bob',
      'cid',
    ]);
  });

  it('names the only active owner when they are not protected', () => {
    const owner = person('olga', user(), { role: 'owner' });
    const suspended = person('otto', enrolled, { role: 'owner', suspended: 'by_admin' });
    expect(preview({ preset: 'all-at-once' }, [owner, suspended, bob]).loneOwner).to.equal('olga');
    expect(preview({ preset: 'all-at-once' }, [owner, ann]).loneOwner).to.equal(null);
  });

  it('members in their days of grace are signed out only when those end', () => {
    const late = person('lea', user(), { graceUntil: now + 3 * day });
    expect(preview({ preset: 'by-midnight' }, [late]).signedOut).to.deep.equal([
      { member: 'lea', at: now + 3 * day },
    ]);
  });

  const announced = policy({ preset: 'by-midnight' }, { savedAt: now - hour });
  const later = {
    preset: 'by-midnight',
    activation: { deadline: new Date(midnight + day).toISOString() },
  } as const;
  const insteadOf = [
    ['a later deadline', later, ['bob'], [{ member: 'bob', at: midnight + day }]],
    ['nobody', { preset: 'chosen-people' }, [], []],
  ] as const;
  for (const [name, document, notProtected, signedOut] of insteadOf) {
    it(`what was only announced is not previewed any more: ${name} instead`, () => {
      const membership = member({ organization: { policies: [announced] } });
      const seen = preview(document, [{ ...bob, membership }]);
      expect([seen.notProtected, seen.signedOut]).to.deep.equal([notProtected, signedOut]);
    });
  }

  it('who has no session is signed out of none', () => {
    expect(preview({ preset: 'by-midnight' }, [{ ...bob, sessionsOpenedAt: [] }]).signedOut).to.deep.equal(
      [],
    );
  });

  it('the policy as it stands changes nothing', () => {
    const current = policy();
    const under = { ...bob, membership: member({ organization: { policies: [current] } }) };
    expect(previewPolicy(current, [under], now)).to.deep.include({ notProtected: ['bob'], signedOut: [] });
  });

  it('in parts is the same as of all at once, the only owner in whichever part they are', () => {
    const owner = person('owen', user(), { role: 'owner' });
    const saved = policy({ preset: 'by-midnight' }, { savedAt: now });
    for (const members of [everybody, [bob, owner, eve], [owner, ann], []]) {
      const parts = members.map((each) => previewPart(saved, [each], now));
      expect(joinPreviews(parts)).to.deep.equal(previewPolicy(saved, members, now));
    }
    expect(previewPolicy(saved, [bob, owner, eve], now).loneOwner).to.equal('owen');
  });
});
