import { expect } from 'chai';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { mailsTo } from '../../harness/mails.ts';
import { joinedBy, memberPath } from '../../harness/members.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';

/** By which a mail of these two kinds is told from the same one in another language. */
const memberChanged = { en: 'among the members', fr: 'parmi les membres', nl: 'bij de leden' };
const invited = { de: 'eine Einladung', fr: 'une invitation', nl: 'een uitnodiging' };

async function lastSubjectTo({ server }: World, email: string): Promise<string> {
  return (await mailsTo(server, email)).at(-1)?.subject ?? '';
}

describe('the language of an organization', () => {
  it('is that of its notification address, before that of its owner, and after that of an account there', async () => {
    const world = await createWorld();
    const { slug, olivia } = world;
    const operator = await operatorOf(world);
    const { ann, bea, cleo } = await joinedBy(world, { ann: 'member', bea: 'member', cleo: 'member' });
    await operator.patch(`/users/${olivia.email}`, { profile: { locale: 'fr' } });
    const it = `it@${slug}.example`;
    const change = async (fields: Readonly<Record<string, unknown>>) =>
      expect((await operator.patch(`/organizations/${slug}`, fields)).status).to.equal(200);
    const remove = async (person: typeof ann) =>
      expect((await operator.delete(await memberPath(world, person))).status).to.equal(204);
    await change({ notification_email: it });
    await remove(ann);
    expect(await lastSubjectTo(world, it)).to.include(memberChanged.fr);
    await change({ language: 'nl' });
    await remove(bea);
    expect(await lastSubjectTo(world, it)).to.include(memberChanged.nl);
    await seed(world.server, { users: [{ email: it, email_verified: true, profile: { locale: 'en' } }] });
    await remove(cleo);
    expect(await lastSubjectTo(world, it)).to.include(memberChanged.en);
  });

  it('is that of an invitation for which none is chosen, whatever whoever invites reads', async () => {
    const world = await createWorld();
    const { slug } = world;
    const operator = await operatorOf(world);
    const invitations = `/organizations/${slug}/invitations`;
    const german = { 'accept-language': 'de' };
    const invite = async (name: string) => {
      const email = `${name}@${slug}.example`;
      expect((await operator.post(invitations, { email }, german)).status).to.equal(201);
      return lastSubjectTo(world, email);
    };
    const inviteList = async (name: string, language: Readonly<Record<string, string>>) => {
      const email = `${name}@${slug}.example`;
      const body = { lines: email, ...language };
      expect((await operator.post(`${invitations}/bulk`, body, german)).body.invited).to.equal(1);
      return lastSubjectTo(world, email);
    };
    expect(await invite('one')).to.include(invited.de);
    expect(await inviteList('two', {})).to.include(invited.de);
    expect((await operator.patch(`/organizations/${slug}`, { language: 'nl' })).body.language).to.equal('nl');
    expect(await invite('three')).to.include(invited.nl);
    expect(await inviteList('four', {})).to.include(invited.nl);
    expect(await inviteList('five', { language: 'fr' })).to.include(invited.fr);
  });

  it('is one that we write in, by the API and by the file', async () => {
    const world = await createWorld();
    const { slug } = world;
    const api = await apiOf(world, world.olivia);
    for (const language of ['xx', 'EN', '', 1]) {
      const { status, body } = await api.patch(`/organizations/${slug}`, { language });
      expect([status, body.errors?.[0].path], String(language)).to.deep.equal([422, '/language']);
    }
    await expectRefused(world, 'sv');
    await seed(world.server, { organizations: [{ slug, language: 'de' }] });
    expect((await api.get(`/organizations/${slug}`)).body.language).to.equal('de');
    await seed(world.server, { organizations: [{ slug, name: 'Another' }] });
    expect((await api.get(`/organizations/${slug}`)).body.language).to.equal('de');
    await seed(world.server, { organizations: [{ slug, language: null }] });
    expect((await api.get(`/organizations/${slug}`)).body.language).to.equal(null);
  });
});

async function expectRefused({ server, slug }: World, language: string): Promise<void> {
  const refusal = await seed(server, { organizations: [{ slug, language }] }).catch(String);
  expect(refusal).to.include('must be one of: en, de, fr, nl');
}
