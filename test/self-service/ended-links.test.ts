import { expect } from 'chai';
import { newLinkToken } from '../../src/links/one-time-links.ts';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { choosePassword, mailedLink, resetLinkFor } from '../harness/mails.ts';
import { createWorld, type World } from '../harness/world.ts';

const [hour, day] = [60 * 60, 24 * 60 * 60];
const newPassword = 'seventeen quiet otters';

/** What the page says of a link: its status and its first sentences. */
async function saidOf(link: string): Promise<[number, string]> {
  const { status, page } = await new Browser().open(link);
  return [
    status,
    page
      .querySelectorAll('main p')
      .map(({ text }) => text.trim())
      .join(' '),
  ];
}

async function changeLink(world: World, name: string): Promise<string> {
  const email = `${name}@new.${world.slug}.example`;
  const api = await apiOf(world, world.tomas);
  const asked = await api.post('/me/email', { password: world.tomas.password, new_email: email });
  expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
  return mailedLink(world.server, email, '/account/email/');
}

/** Each makes one kind of link; `use` follows it to its end. */
const kinds = [
  {
    name: 'to a new password',
    lifeSeconds: hour,
    make: (world: World, _nth: number) => resetLinkFor(world.server, world.tomas.email),
    use: (link: string) => choosePassword(link, newPassword),
    unknown: (world: World) => `${world.server.issuer}/password/reset/${newLinkToken()}`,
  },
  {
    name: 'to a new address',
    lifeSeconds: 7 * day,
    make: (world: World, nth: number) => changeLink(world, `tomas-${nth}`),
    use: async (link: string) => {
      const browser = new Browser();
      return browser.submit(await browser.open(link));
    },
    unknown: (world: World) => `${world.server.issuer}/account/email/${newLinkToken()}`,
  },
] as const;

describe('a link from a mail', () => {
  for (const { name, lifeSeconds, make, use, unknown } of kinds) {
    it(`${name} says that it was used`, async () => {
      const world = await createWorld();
      const link = await make(world, 1);
      expect((await use(link)).status).to.equal(200);
      const [status, text] = await saidOf(link);
      expect(status).to.equal(410);
      expect(text).to.match(/was used already/);
      expect(text).not.to.contain(world.tomas.email);
    });

    it(`${name} says that a newer one took its place`, async () => {
      const world = await createWorld();
      const older = await make(world, 1);
      travel(60);
      const newer = await make(world, 2);
      const [status, text] = await saidOf(older);
      expect(status).to.equal(410);
      expect(text).to.match(/newer one/);
      await use(newer);
      expect((await saidOf(older))[1], 'also once the newer one was used').to.match(/newer one/);
    });

    it(`${name} says that it is too old, also after a sweep, for thirty days`, async () => {
      const world = await createWorld();
      const link = await make(world, 1);
      const { expiry } = world.server.countersign.db;
      // A mail that was queued is made a little later.
      travel(lifeSeconds + 60);
      await expiry.removeExpired('one_time_links', new Date(), 1000);
      const [status, text] = await saidOf(link);
      expect(status).to.equal(410);
      expect(text).to.match(/too old|older than/);
      travel(30 * day);
      await expiry.removeExpired('one_time_links', new Date(), 1000);
      expect((await saidOf(link))[1]).to.equal((await saidOf(unknown(world)))[1]);
    });

    it(`${name} says that something has changed where that ended it`, async () => {
      const world = await createWorld();
      const link = await make(world, 1);
      travel(60);
      const api = await apiOf(world, world.tomas);
      const change = { current_password: world.tomas.password, new_password: newPassword };
      expect((await api.post('/me/password', change)).status).to.equal(204);
      expect(await saidOf(link)).to.satisfy(
        ([status, text]: [number, string]) => status === 410 && text.includes('has changed'),
      );
    });

    it(`${name} that was never mailed gets one answer, whatever it is`, async () => {
      const world = await createWorld();
      const first = await saidOf(unknown(world));
      await make(world, 1);
      expect(await saidOf(unknown(world))).to.deep.equal(first);
      expect(first[1]).not.to.match(/was used already\.|newer one was mailed to you, and/);
    });
  }

  it('of one kind is not told at the address of the other', async () => {
    const world = await createWorld();
    const link = await resetLinkFor(world.server, world.tomas.email);
    await choosePassword(link, newPassword);
    const elsewhere = link.replace('/password/reset/', '/account/email/');
    expect((await saidOf(elsewhere))[0]).to.equal(404);
  });

  it('keeps nothing of what it was about once it has ended', async () => {
    const world = await createWorld();
    await changeLink(world, 'first');
    travel(60);
    await changeLink(world, 'second');
    const rows = await world.server.countersign.db.sql<{ detail: unknown }>(
      `SELECT detail FROM one_time_links l JOIN users u ON u.id = l.user_id WHERE u.email = $1 AND l.kind = 'ended'`,
      [world.tomas.email],
    );
    expect(rows).to.deep.equal([{ detail: { kind: 'email_change', ending: 'replaced' } }]);
  });
});
