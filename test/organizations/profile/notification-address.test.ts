import { expect } from 'chai';
import { meanwhile } from '../../api/access/support/meanwhile.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { travel, travelHome } from '../../harness/clock.ts';
import { mailsTo } from '../../harness/mails.ts';
import { joinedBy, memberPath } from '../../harness/members.ts';
import { createWorld, seed, type World } from '../../harness/world.ts';

const addressOf = ({ slug }: World) => `it@${slug}.example`;

async function linkIn({ server }: World, email: string): Promise<string> {
  const path = (await mailsTo(server, email))
    .map(({ text }) => /\/account\/notification-address\/[\w-]+/.exec(text)?.[0])
    .findLast(Boolean);
  return `${server.address}${path}`;
}

async function agree(link: string): Promise<{ status: number; name: string | null; text: string }> {
  const browser = new Browser();
  const page = await browser.open(link);
  const { status, name, page: done } = page.status === 200 ? await browser.submit(page) : page;
  return { status, name, text: done.querySelector('main')?.text.replaceAll(/\s+/g, ' ') ?? '' };
}

const confirmedAt = async (api: ApiClient, { slug }: World) =>
  (await api.get(`/organizations/${slug}`)).body.notification_confirmed_at;

const changes = async ({ server }: World, email: string) =>
  (await mailsTo(server, email)).filter(({ subject }) => subject.includes('among the members')).length;

/** Olivia, who says where the organization is told of things; null: nowhere of its own. */
async function namerOf(world: World) {
  const api = await apiOf(world, world.olivia);
  const set = (notification_email: string | null) =>
    api.patch(`/organizations/${world.slug}`, { notification_email });
  return { api, set };
}

describe('the notification address of an organization', () => {
  afterEach(travelHome);

  it('D27: is told alone once its mailbox has agreed, and owners as well until then', async () => {
    const world = await createWorld();
    const { slug, olivia } = world;
    const { ann, bea } = await joinedBy(world, { ann: 'member', bea: 'member' });
    const api = await apiOf(world, olivia);
    const set = await api.patch(`/organizations/${slug}`, { notification_email: addressOf(world) });
    expect([set.status, set.body.notification_confirmed_at]).to.deep.equal([200, null]);
    // They were told of the two who joined.
    const before = await changes(world, olivia.email);
    await api.delete(await memberPath(world, ann));
    const told = () => Promise.all([addressOf(world), olivia.email].map((email) => changes(world, email)));
    expect(await told()).to.deep.equal([1, before + 1]);
    const link = await linkIn(world, addressOf(world));
    // A mail scanner that only looks changes nothing.
    expect((await new Browser().open(link)).name).to.equal('notification-address');
    expect(await confirmedAt(api, world)).to.equal(null);
    const { status, text } = await agree(link);
    expect([status, text]).to.deep.equal([
      200,
      ' Notices about an organization Thank you. Notices come to this address from now on. You can close this page. ',
    ]);
    expect(await confirmedAt(api, world)).to.be.a('string');
    await api.delete(await memberPath(world, bea));
    expect(await told()).to.deep.equal([2, before + 1]);
    const { events } = { events: (await api.get(`/organizations/${slug}/activity`)).body.items };
    const noted = events.find(({ type }: { type: string }) => type === 'organization.updated');
    expect([noted.actor.kind, noted.detail.after]).to.deep.equal([
      'anonymous',
      { notificationConfirmed: true },
    ]);
    expect((await agree(link)).status).to.equal(410);
  });

  it('is asked by a mail that says who wants it, in its own language, and names nobody else', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const fields = { notification_email: addressOf(world), language: 'fr' };
    expect((await api.patch(`/organizations/${world.slug}`, fields)).status).to.equal(200);
    const [mail] = await mailsTo(world.server, addressOf(world));
    expect(mail?.subject).to.include('nouvelles de');
    expect(mail?.text).to.include('Olivia').and.include('/account/notification-address/');
    expect(mail?.text).not.to.include(world.tomas.email);
    expect(await mailsTo(world.server, world.olivia.email)).to.deep.equal([]);
  });

  it('needs to agree anew where it is another one, and an old link confirms no other', async () => {
    const world = await createWorld();
    const { slug, server } = world;
    const { api, set } = await namerOf(world);
    await set(addressOf(world));
    const first = await linkIn(world, addressOf(world));
    await set(`other@${slug}.example`);
    expect((await agree(first)).status).to.equal(410);
    await agree(await linkIn(world, `other@${slug}.example`));
    expect(await confirmedAt(api, world)).to.be.a('string');
    // The same one again asks nothing anew.
    const { body } = await set(`other@${slug}.example`);
    expect(body.notification_confirmed_at).to.be.a('string');
    expect(await mailsTo(server, `other@${slug}.example`)).to.have.length(1);
    expect((await set(null)).body.notification_confirmed_at).to.equal(null);
    expect((await set(addressOf(world))).body.notification_confirmed_at).to.equal(null);
  });

  it('is not confirmed by an old link where it is changed in the same moment', async () => {
    const world = await createWorld();
    const { slug, server } = world;
    const { set } = await namerOf(world);
    await set(addressOf(world));
    const link = await linkIn(world, addressOf(world));
    meanwhile(world, () => set(`other@${slug}.example`));
    expect((await agree(link)).status).to.equal(410);
    const organization = await server.countersign.db.organizations.findBySlug(slug);
    expect([organization?.notificationEmail, organization?.notificationConfirmedAt]).to.deep.equal([
      `other@${slug}.example`,
      null,
    ]);
  });

  it('is asked again by an administrator, so often and no more, and by nobody else', async () => {
    const world = await createWorld();
    const { slug, server } = world;
    const api = await apiOf(world, world.olivia);
    const again = (by: ApiClient) => by.post(`/organizations/${slug}/notification-confirmation`);
    expect((await again(api)).status).to.equal(204);
    await api.patch(`/organizations/${slug}`, { notification_email: addressOf(world) });
    expect((await again(api)).status).to.equal(204);
    expect(await mailsTo(server, addressOf(world))).to.have.length(2);
    expect((await again(await apiOf(world, world.tomas))).status).to.equal(403);
    let refused = await again(api);
    for (let count = 0; refused.status === 204 && count < 20; count += 1) refused = await again(api);
    expect([refused.status, refused.body.code]).to.deep.equal([429, 'too_many_attempts']);
    const mails = (await mailsTo(server, addressOf(world))).length;
    // Another address and back is no way around it.
    await api.patch(`/organizations/${slug}`, { notification_email: null });
    const back = await api.patch(`/organizations/${slug}`, { notification_email: addressOf(world) });
    expect([back.status, back.body.code]).to.deep.equal([429, 'too_many_attempts']);
    expect((await api.get(`/organizations/${slug}`)).body.notification_email).to.equal(null);
    expect(await mailsTo(server, addressOf(world))).to.have.length(mails);
  });

  it('ruling 14: is taken away or replaced by who has proven a second factor lately', async () => {
    const world = await createWorld();
    const { slug } = world;
    const api = await apiOf(world, world.olivia);
    const set = (by: ApiClient, notification_email: string | null) =>
      by.patch(`/organizations/${slug}`, { notification_email });
    expect((await set(api, addressOf(world))).status).to.equal(200);
    await world.server.countersign.db.sql(
      `UPDATE session_records SET proofs = jsonb_set(proofs, '{totpAt}', to_jsonb($2::bigint)) WHERE user_id =
         (SELECT id FROM users WHERE email = $1)`,
      [world.olivia.email, Date.now() - 400_000],
    );
    for (const email of [null, `other@${slug}.example`]) {
      const { status, body } = await set(api, email);
      expect([status, body.code], String(email)).to.deep.equal([401, 'mfa_required']);
    }
    expect((await set(api, addressOf(world))).status).to.equal(200);
  });

  it('is confirmed by the word of the operator, by the API and by the file', async () => {
    const world = await createWorld();
    const { slug, server } = world;
    const [operator, api] = [await operatorOf(world), await apiOf(world, world.olivia)];
    await operator.patch(`/organizations/${slug}`, { notification_email: addressOf(world) });
    expect(await confirmedAt(operator, world)).to.be.a('string');
    await seed(server, { organizations: [{ slug, notification_email: `file@${slug}.example` }] });
    expect(await confirmedAt(operator, world)).to.be.a('string');
    await api.patch(`/organizations/${slug}`, { notification_email: addressOf(world) });
    expect(await confirmedAt(operator, world)).to.equal(null);
    expect((await operator.post(`/organizations/${slug}/notification-confirmation`)).status).to.equal(204);
    expect(await confirmedAt(operator, world)).to.be.a('string');
    expect(await mailsTo(server, addressOf(world))).to.have.length(1);
    expect(await mailsTo(server, `file@${slug}.example`)).to.deep.equal([]);
  });

  it('agrees within a week, once of many at a time', async () => {
    const world = await createWorld();
    const { slug } = world;
    const api = await apiOf(world, world.olivia);
    await api.patch(`/organizations/${slug}`, { notification_email: addressOf(world) });
    const link = await linkIn(world, addressOf(world));
    travel(7 * 24 * 60 * 60 + 60);
    expect((await agree(link)).status).to.equal(410);
    travelHome();
    const all = await Promise.all(Array.from({ length: 8 }, () => new Browser().post(link, {})));
    expect(all.map(({ status }) => status).sort()).to.deep.equal([303, ...Array(7).fill(410)]);
    const never = `${world.server.address}/account/notification-address/${'x'.repeat(43)}`;
    expect((await new Browser().open(never)).status).to.equal(404);
  });
});
