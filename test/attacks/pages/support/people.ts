import { newTotpSecret } from '../../../../src/authenticators/totp.ts';
import { createPasswordHasher } from '../../../../src/passwords/password-hashing.ts';
import { enterArea } from '../../../harness/areas.ts';
import { Browser } from '../../../harness/browser.ts';
import { travel, travelHome } from '../../../harness/clock.ts';
import { idOf } from '../../../harness/members.ts';
import type { TestServer } from '../../../harness/server.ts';
import { password, seed, type TestPerson } from '../../../harness/world.ts';

export const roles = ['nobody', 'stranger', 'member', 'suspended', 'admin', 'owner', 'operator'] as const;
export type Role = (typeof roles)[number];

/** What a session has proven beside the password; `old` is more than five minutes ago. */
export const proofs = ['none', 'old', 'fresh'] as const;
export type Proof = (typeof proofs)[number];

/** Somebody before a page. Who is nobody has no session, or one that is over. */
export interface Visitor {
  readonly role: Role;
  readonly proof: Proof;
  readonly person: TestPerson;
  readonly id: string;
  readonly browser: Browser;
}

/** The organization that pages are about, and another one, which everybody may leave. */
export interface Organizations {
  readonly slug: string;
  readonly otherSlug: string;
}

type Planned = Pick<Visitor, 'role' | 'proof' | 'person'>;

/** Seven people, each once for every proof, signed in. Nothing is enforced, so that who has no factor gets as far as their role does. */
export async function everyVisitor(server: TestServer, at: Organizations): Promise<readonly Visitor[]> {
  const planned = roles.flatMap((role) => proofs.map((proof) => plannedAs(role, proof, at)));
  await seedPeople(server, planned, at);
  const browsers = new Map(planned.map((each) => [each, new Browser()]));
  const enter = async (proof: Proof) => {
    const those = planned.filter((each) => each.proof === proof && `${each.role} ${proof}` !== 'nobody none');
    for (const each of those) {
      const browser = browsers.get(each) ?? new Browser();
      const { answer } = await enterArea(`${server.issuer}/account`, each.person, { browser });
      if (answer.url !== `${server.issuer}/account`) throw new Error(`${each.person.email}: ${answer.body}`);
    }
  };
  travel(-400);
  await enter('old');
  travelHome();
  await enter('none');
  await enter('fresh');
  const { sql } = server.countersign.db;
  await sql("UPDATE users SET epoch = epoch + 1 WHERE email LIKE 'nobody-%@' || $1 || '.example'", [at.slug]);
  return Promise.all(
    planned.map(async (each) => ({
      ...each,
      id: await idOf({ server }, each.person),
      browser: browsers.get(each) ?? new Browser(),
    })),
  );
}

function plannedAs(role: Role, proof: Proof, { slug }: Organizations): Planned {
  const secret = proof === 'none' ? null : newTotpSecret();
  return { role, proof, person: { email: `${role}-${proof}@${slug}.example`, password, secret } };
}

const roleInside: Readonly<Partial<Record<Role, string>>> = {
  member: 'member',
  suspended: 'admin',
  admin: 'admin',
  owner: 'owner',
};

async function seedPeople(
  server: TestServer,
  planned: readonly Planned[],
  { slug, otherSlug }: Organizations,
): Promise<void> {
  const hash = await createPasswordHasher().hash(password);
  const keeper = `keeper@${slug}.example`;
  const inside = planned.flatMap(({ role, person: { email } }) => {
    const given = roleInside[role];
    return given === undefined ? [] : [{ email, role: given }];
  });
  await seed(server, {
    users: [
      { email: keeper, email_verified: true },
      ...planned.map(({ role, proof, person: { email, secret } }) => ({
        email,
        email_verified: true,
        name: `${role} ${proof}`,
        password_hash: hash,
        ...(secret !== null && { totp: { secret } }),
        ...(role === 'operator' && { operator: true }),
      })),
    ],
    organizations: [
      {
        ...{ slug, name: 'House of keys', plan: 'team', seats: 5000 },
        domains: [`${slug}.example`],
        members: inside,
      },
      {
        slug: otherSlug,
        name: 'House of locks',
        members: [
          { email: keeper, role: 'owner' },
          ...planned.map(({ person: { email } }) => ({ email, role: 'member' })),
        ],
      },
    ],
  });
  const { sql } = server.countersign.db;
  await sql('UPDATE organizations SET members_may_leave = true WHERE slug = $1', [otherSlug]);
  await sql(
    `UPDATE members SET suspended = 'by_admin' FROM users u, organizations o
     WHERE user_id = u.id AND organization_id = o.id AND o.slug = $1 AND u.email LIKE 'suspended-%'`,
    [slug],
  );
}
