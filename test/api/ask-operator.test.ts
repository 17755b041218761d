import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { mailsTo } from '../harness/mails.ts';
import { elsewhere, idOf } from '../harness/members.ts';
import { markOperator } from '../harness/operators.ts';
import { createWorld, seed, type World } from '../harness/world.ts';

describe('an administrator who asks the operator for help', () => {
  let world: World;
  let una: string;
  let id: string;
  const db = () => world.server.countersign.db;

  beforeEach(async () => {
    world = await createWorld();
    una = `una@far-${world.slug}.example`;
    await seed(world.server, {
      users: [{ email: una, email_verified: true }],
      organizations: [{ slug: world.slug, members: [{ email: una, role: 'member' }] }],
    });
    const person = { email: una, password: '', secret: null };
    await elsewhere(world, [person]);
    id = await idOf(world, person);
    await markOperator(world, world.greta, true);
    await db().sql(`UPDATE users SET profile = '{"locale":"nl"}', email_verified = true WHERE email = $1`, [
      world.greta.email,
    ]);
  });

  afterEach(() => markOperator(world, world.greta, false));

  const ask = async (slug = world.slug, step = 0) => {
    const owner = await apiOf(world, world.olivia, { step });
    return owner.post(`/organizations/${slug}/members/${id}/ask-operator`);
  };
  const asked = async (email: string) =>
    (await mailsTo(world.server, email)).filter(({ text }) => text.includes(`/operator/users/${id}`));

  it('has every operator mailed, in their own language, with whom it is about and where to go', async () => {
    expect((await ask()).status).to.equal(204);
    const [mail, ...more] = await asked(world.greta.email);
    expect(more).to.deep.equal([]);
    expect(mail?.subject).to.include(`${world.slug.toUpperCase()} vraagt hulp voor een lid`);
    expect(mail?.text).to.include(`${world.server.issuer}/operator/users/${id}`);
    expect(mail?.html).to.include(`href="${world.server.issuer}/operator/users/${id}"`);
    for (const { email } of [world.olivia, world.mina, { email: una }])
      expect(await asked(email), email).to.deep.equal([]);
  });

  it('mails about one person once a day, whichever of their organizations asks', async () => {
    await ask();
    const other = `${world.slug}-other`;
    await seed(world.server, {
      organizations: [
        {
          slug: other,
          name: 'Other',
          members: [
            { email: world.olivia.email, role: 'owner' },
            { email: una, role: 'member' },
          ],
        },
      ],
    });
    expect((await ask(other, 1)).status).to.equal(204);
    expect(await asked(world.greta.email)).to.have.length(1);
    const rows = await db().sql(
      "SELECT 1 FROM audit_events WHERE type = 'member.help_requested' AND user_id = $1 AND NOT is_copy",
      [id],
    );
    expect(rows, 'what was asked is in the log all the same').to.have.length(2);
    travel(24 * 3600 + 1);
    expect((await ask(other)).status).to.equal(204);
    expect(await asked(world.greta.email)).to.have.length(2);
  });

  it('mails no operator whose address nobody has confirmed, or whose account is closed', async () => {
    await db().sql('UPDATE users SET email_verified = false WHERE email = $1', [world.greta.email]);
    await ask();
    expect(await asked(world.greta.email)).to.deep.equal([]);
    await db().sql('UPDATE users SET email_verified = true, deactivated_at = now() WHERE email = $1', [
      world.greta.email,
    ]);
    travel(24 * 3600 + 1);
    await ask();
    expect(await asked(world.greta.email)).to.deep.equal([]);
    await db().sql('UPDATE users SET deactivated_at = NULL WHERE email = $1', [world.greta.email]);
  });
});
