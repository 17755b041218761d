import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import type { Member } from '../../../src/organizations/core/organization.ts';
import { previewMembers } from '../../../src/organizations/enforcement/preview-members.ts';
import type { Person } from '../../../src/people/person.ts';
import { membershipFacts, userFacts } from '../../../src/people/person-facts.ts';
import type { PreviewMember } from '../../../src/policy/preview/preview.ts';
import type { OpenDb } from '../../../src/stores.ts';
import {
  later,
  newMember,
  newOrganization,
  newRecoveryCodes,
  newTotp,
  newUser,
  openTestStores,
  sampleSession,
} from '../../storage/support/samples.ts';

const now = later(1000);

/** What decisions about sign-ins are made from. */
function decided(person: Person, organizationId: string, sessionsOpenedAt: readonly number[]): PreviewMember {
  const facts = person.memberships.map((each) => membershipFacts(each, shippedPlans, now));
  const membership = facts.find(({ organization }) => organization.id === organizationId);
  if (membership === undefined) throw new Error('no member');
  return {
    member: person.user.email,
    user: userFacts(person),
    membership,
    otherMemberships: facts.filter((each) => each !== membership),
    sessionsOpenedAt,
  };
}

async function readAll(db: OpenDb, organizationId: string): Promise<PreviewMember[]> {
  const organization = await db.organizations.findById(organizationId);
  if (organization === null) throw new Error('no organization');
  const all: PreviewMember[] = [];
  for await (const part of previewMembers(db, { organization, plans: shippedPlans, now })) all.push(...part);
  return all;
}

describe('what a preview looks at', () => {
  it('is what sign-ins are decided by, whatever there is about a member', async () => {
    const db = await openTestStores();
    const domain = `${randomUUID()}.example`;
    const [acme, globex] = [await newOrganization(db), await newOrganization(db, { enforcement: null })];
    for (const { id: organizationId } of [acme, globex])
      await db.domains.add({
        domain: organizationId === acme.id ? domain : `other.${domain}`,
        organizationId,
        verifiedAt: later(0),
        verifiedBy: 'operator',
      });
    const expected: PreviewMember[] = [];
    for (const at of [domain, `other.${domain}`, 'nobodys.example'])
      for (const isElsewhere of [false, true])
        for (const isEnrolled of [false, true]) {
          const user = await newUser(db, {
            email: `${randomUUID()}@${at}`,
            emailVerified: isEnrolled,
            passwordIsShort: isElsewhere,
          });
          const over: Partial<Member> = isElsewhere
            ? { override: 'exempt', exemptUntil: later(2000), graceUntil: later(3000) }
            : { overrideSetAt: later(5), suspended: 'by_rule', role: 'owner' };
          await newMember(db, acme, user, over);
          if (isElsewhere) await newMember(db, globex, user, { override: 'required', role: 'admin' });
          if (isEnrolled) await newTotp(db, user.id);
          if (isEnrolled) await newRecoveryCodes(db, user.id, 3);
          await db.sql('UPDATE users SET replace_factor_since = $2, email_changed_at = $3 WHERE id = $1', [
            user.id,
            isElsewhere ? later(7.123) : null,
            isEnrolled ? later(8.001) : null,
          ]);
          const record = { ...sampleSession, openedAt: later(9.999) };
          await db.sessions.open(
            { uid: randomUUID(), userId: user.id, record, expiresAt: later(9000) },
            { deviceId: null },
          );
          const person = await db.people.byId(user.id, null);
          if (person !== null) expected.push(decided(person, acme.id, [later(9.999).getTime()]));
        }
    const byName = (one: PreviewMember, other: PreviewMember) => one.member.localeCompare(other.member);
    expect((await readAll(db, acme.id)).toSorted(byName)).to.deep.equal(expected.toSorted(byName));
  });

  it('is every member once, in parts', async () => {
    const db = await openTestStores();
    const { id } = await newOrganization(db);
    await db.sql(
      `WITH people AS (INSERT INTO users (id, email, email_verified, profile, password_is_short, created_at)
         SELECT gen_random_uuid(), gen_random_uuid() || '@example.com', true, '{}', false, now()
         FROM generate_series(1, 2000) RETURNING id)
       INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT $1, id, 'member', 'inherit', now() FROM people`,
      [id],
    );
    const all = await readAll(db, id);
    expect(all).to.have.length(2000);
    expect(new Set(all.map(({ member }) => member)).size).to.equal(2000);
  });
});
