import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { newTotpSecret } from '../../src/authenticators/totp.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { exportDocument } from '../../src/seeding/export.ts';
import { auditOf } from '../attacks/support/audit-rows.ts';
import { sharedServer } from '../harness/server.ts';
import { seed } from '../harness/world.ts';

/** A file with names of its own. */
function document(enforcement: Readonly<Record<string, unknown>> = { preset: 'by-midnight' }) {
  const slug = `s${randomUUID().slice(0, 8)}`;
  const email = `ann@${slug}.example`;
  return {
    users: [{ email, email_verified: true, name: 'Ann', password: 'correct horse battery staple' }],
    organizations: [
      {
        slug,
        plan: 'team',
        seats: 5,
        time_zone: 'Europe/Brussels',
        domains: [`${slug}.example`],
        enforcement,
        members: [{ email, role: 'owner' }],
        invitations: [{ email: `bob@${slug}.example` }],
      },
    ],
  };
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`no refusal: ${String(error)}`);
  return error;
}

describe('applying a file', () => {
  it('a second time changes nothing, and tonight stays the night it was', async () => {
    const server = await sharedServer();
    const file = document();
    const first = await seed(server, file);
    expect([...new Set(first.map(({ outcome }) => outcome))]).to.deep.equal(['created']);
    const before = await server.countersign.db.organizations.findBySlug(file.organizations[0]?.slug ?? '');
    const second = await seed(server, file);
    expect(second.map(({ outcome }) => outcome)).to.deep.equal(first.map(() => 'unchanged'));
    const after = await server.countersign.db.organizations.findBySlug(file.organizations[0]?.slug ?? '');
    expect(after).to.deep.equal(before);
  });

  it('updates what the file says and keeps what it leaves out', async () => {
    const server = await sharedServer();
    const file = document();
    await seed(server, file);
    const [organization] = file.organizations;
    await seed(server, {
      users: [{ email: file.users[0]?.email, name: 'Anna' }],
      organizations: [{ slug: organization?.slug, seats: 9 }],
    });
    const { organizations, users } = await exportDocument(server.countersign.db, organization?.slug ?? '');
    expect(users).to.deep.equal([{ email: file.users[0]?.email, email_verified: true, name: 'Anna' }]);
    expect(organizations[0]).to.include({ seats: 9, plan: 'team', time_zone: 'Europe/Brussels' });
    expect(JSON.stringify(organizations)).not.to.match(/argon2|secret|hash/);
  });

  for (const [name, change, code] of [
    ['a plan without enforcement', { plan: 'free', seats: 3 }, 'plan_without_enforcement'],
    ['more people than seats', { seats: 1 }, 'no_free_seat'],
    ['an unknown plan', { plan: 'gold' }, 'invalid_document'],
    [
      'fields that contradict each other',
      { enforcement: { activation: 'immediately', sessions: 'end_at_deadline' } },
      'invalid_policy',
    ],
    [
      'members who are not protected, under when_compliant',
      { enforcement: { preset: 'everyone-ready' } },
      'members_not_protected',
    ],
    ['no owner', { members: [], invitations: [], enforcement: { preset: 'all-at-once' } }, null],
  ] as const) {
    it(`with ${name} ${code === null ? 'is possible for an empty organization' : `is refused (${code}) and writes nothing`}`, async () => {
      const server = await sharedServer();
      const file = document();
      const changed = { ...file, organizations: file.organizations.map((each) => ({ ...each, ...change })) };
      if (code === null) return void (await seed(server, changed));
      expect((await refusalOf(seed(server, changed))).code).to.equal(code);
      expect(await server.countersign.db.people.byEmail(file.users[0]?.email ?? '')).to.equal(null);
    });
  }

  const sentences: readonly [change: Readonly<Record<string, unknown>>, sentence: RegExp][] = [
    [
      { plan: 'free', seats: 3 },
      /^organizations\[0\]\.enforcement: the plan free of this organization cannot require a second factor/,
    ],
    [{ members: [{ email: '', role: 'member' }] }, /^organizations\[0\]\.members: nobody .* active owner$/],
    [{ plan: 'gold' }, /^organizations\[0\]\.plan: there is no plan gold$/],
  ];
  for (const [change, sentence] of sentences) {
    it(`that is refused says where and why: ${sentence.source}`, async () => {
      const server = await sharedServer();
      const file = document();
      const members = [{ email: file.users[0]?.email, role: 'member' }];
      const own = 'members' in change ? { members } : change;
      const organizations = file.organizations.map((each) => ({ ...each, ...own }));
      const { detail } = await refusalOf(seed(server, { ...file, organizations }));
      expect(detail.list?.[0]).to.match(sentence);
    });
  }

  it('that brings somebody with their app notes that they have one', async () => {
    const server = await sharedServer();
    const email = `ann@s${randomUUID().slice(0, 8)}.example`;
    await seed(server, { users: [{ email, totp: { secret: newTotpSecret() } }] });
    const written = (await auditOf(server, email)).map(({ type, detail }) => [type, detail]);
    expect(written).to.deep.equal([
      ['account.created', {}],
      ['authenticator.enrolled', { factor: 'totp' }],
    ]);
  });
});
