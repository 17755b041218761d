import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { shippedPlans } from '../../src/config/plans.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { applyDocument } from '../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { auditOf } from '../attacks/support/audit-rows.ts';
import { mailsTo } from '../harness/mails.ts';
import { sharedServer } from '../harness/server.ts';
import { everyoneNow, seed } from '../harness/world.ts';

const hasher = createPasswordHasher();

/** People and an organization with names of their own. */
function fileOf(slug: string, organization: object = {}) {
  const ann = {
    email: `ann@${slug}.example`,
    email_verified: true,
    password: 'correct horse battery staple',
  };
  const members = [{ email: ann.email, role: 'owner' }];
  const invitations = [{ email: `bob@${slug}.example` }];
  return { users: [ann], organizations: [{ slug, members, invitations, ...organization }] };
}

/** Applies it where the mail server works or not, and says how often that was asked. */
async function applied(
  document: unknown,
  { isWorking, mode = 'write' }: { readonly isWorking: boolean; readonly mode?: 'write' | 'dry_run' },
) {
  const { countersign, issuer } = await sharedServer();
  const read = readSeedingDocument(stringify(document));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const asked: (string | null)[] = [];
  const isMailWorking = async (to: string | null) => {
    // Whoever asks within the transaction would wait here for ever: it holds the one connection.
    await countersign.db.sql('SELECT 1');
    asked.push(to);
    return isWorking;
  };
  const deps = { db: countersign.db, hasher, plans: shippedPlans, defaultPlan: 'enterprise' };
  const mail = { issuer: new URL(issuer), isMailWorking };
  const outcome = await applyDocument({ ...deps, ...mail }, read.document, { mode, now: new Date() }).catch(
    (error: unknown) => error,
  );
  return { asked, outcome };
}

const newSlug = () => `o${randomUUID().slice(0, 8)}`;

describe('ruling 13: a file in which a proof by mailbox is chosen', () => {
  it('asks outside of its transaction whether mails go out, once', async () => {
    const slug = newSlug();
    const file = fileOf(slug, { enforcement: everyoneNow });
    const other = fileOf(`${slug}-two`, {
      enforcement: everyoneNow,
      notification_email: `it@${slug}.example`,
    });
    const both = {
      users: [...file.users, ...other.users],
      organizations: [...file.organizations, ...other.organizations],
    };
    const { asked, outcome } = await applied(both, { isWorking: true });
    expect(asked).to.deep.equal([`ann@${slug}.example`]);
    expect(outcome).to.be.an('array').that.has.length(8);
    expect((await applied(both, { isWorking: false })).asked, 'nothing is chosen any more').to.deep.equal([]);
  });

  it('is refused where they do not, and writes nothing', async () => {
    const slug = newSlug();
    const { outcome } = await applied(fileOf(slug, { enforcement: everyoneNow }), { isWorking: false });
    expect(outcome).to.be.instanceOf(Refusal).and.to.have.property('code', 'mail_not_working');
    expect((outcome as Refusal).detail.list).to.deep.equal([
      'organizations[0].enforcement: no mail server has taken a test mail',
    ]);
    const { db } = (await sharedServer()).countersign;
    expect(await db.organizations.findBySlug(slug)).to.equal(null);
    expect(await db.people.byEmail(`ann@${slug}.example`)).to.equal(null);
  });

  it('asks nothing where another proof is chosen, or none', async () => {
    const none = { ...everyoneNow, enrollment_proof: 'none' };
    for (const organization of [{}, { enforcement: none }]) {
      const { asked, outcome } = await applied(fileOf(newSlug(), organization), { isWorking: false });
      expect(outcome).to.be.an('array').that.has.length(4);
      expect(asked).to.deep.equal([]);
    }
  });
});

describe('a dry run', () => {
  it('says what would change, keeps nothing and mails nobody', async () => {
    const slug = newSlug();
    const server = await sharedServer();
    const file = fileOf(slug, { enforcement: everyoneNow });
    const { outcome } = await applied(file, { isWorking: true, mode: 'dry_run' });
    expect(outcome).to.deep.include({
      kind: 'invitation',
      name: `${slug}/bob@${slug}.example`,
      outcome: 'created',
    });
    expect(await server.countersign.db.organizations.findBySlug(slug)).to.equal(null);
    expect(await mailsTo(server, `bob@${slug}.example`)).to.deep.equal([]);
    expect((await applied(file, { isWorking: true })).outcome).to.deep.equal(outcome);
    expect(await mailsTo(server, `bob@${slug}.example`)).to.have.length(1);
  });
});

describe('a user of a file', () => {
  it('who changes leaves an event that names the fields, once', async () => {
    const slug = newSlug();
    const server = await sharedServer();
    const email = `ann@${slug}.example`;
    await seed(server, fileOf(slug));
    for (let time = 0; time < 2; time += 1)
      await seed(server, { users: [{ email, name: 'Anna', profile: { given_name: 'Anna' } }] });
    const changes = (await auditOf(server, email)).filter(({ type }) => type === 'account.changed');
    expect(changes.map(({ detail }) => detail)).to.deep.equal([{ changed: ['name', 'profile'] }]);
  });
});
