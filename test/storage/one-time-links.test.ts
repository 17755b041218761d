import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { hashLinkToken, newLinkToken, type OneTimeLink } from '../../src/links/one-time-links.ts';
import { later, newUser, openTestStores, race, start } from './support/samples.ts';

function sampleLink(userId: string, over: Partial<OneTimeLink> = {}): OneTimeLink {
  return {
    tokenHash: hashLinkToken(newLinkToken()),
    kind: 'email_change',
    userId,
    organizationId: null,
    detail: { newEmail: `${randomUUID()}@example.com` },
    createdAt: start,
    expiresAt: later(3600),
    ...over,
  };
}

describe('one-time links in the database', () => {
  it('come back as they were written until they expire, under their own kind alone', async () => {
    const db = await openTestStores();
    const link = sampleLink((await newUser(db)).id);
    await db.oneTimeLinks.create(link);
    const { tokenHash } = link;
    expect(await db.oneTimeLinks.find('email_change', tokenHash, later(3599))).to.deep.equal(link);
    expect(await db.oneTimeLinks.find('email_change', tokenHash, later(3600))).to.equal(null);
    expect(await db.oneTimeLinks.find('password_reset', tokenHash, start)).to.equal(null);
    expect(await db.oneTimeLinks.spend('password_reset', tokenHash, start)).to.equal(null);
    expect(await db.oneTimeLinks.spend('email_change', tokenHash, later(3600))).to.equal(null);
  });

  it('are spent by exactly one of many at once', async () => {
    const db = await openTestStores();
    const link = sampleLink((await newUser(db)).id);
    await db.oneTimeLinks.create(link);
    const spent = await race(10, () => db.oneTimeLinks.spend('email_change', link.tokenHash, start));
    expect(spent.filter((each) => each !== null)).to.deep.equal([link]);
    expect(await db.oneTimeLinks.find('email_change', link.tokenHash, start)).to.equal(null);
  });

  it('are found, withdrawn and replaced by user and kind', async () => {
    const db = await openTestStores();
    const [one, other] = [await newUser(db), await newUser(db)];
    const links = [sampleLink(one.id), sampleLink(one.id, { createdAt: later(1) }), sampleLink(other.id)];
    for (const link of links) await db.oneTimeLinks.create(link);
    const listed = await db.oneTimeLinks.ofUser(one.id, 'email_change', start);
    expect(listed).to.deep.equal([links[1], links[0]]);
    await db.oneTimeLinks.withdraw(one.id, ['password_reset']);
    expect(await db.oneTimeLinks.ofUser(one.id, 'email_change', start)).to.have.length(2);
    const newest = sampleLink(one.id);
    await db.oneTimeLinks.replaceAll('email_change', [newest]);
    expect(await db.oneTimeLinks.ofUser(one.id, 'email_change', start)).to.deep.equal([newest]);
    await db.oneTimeLinks.withdraw(one.id, ['email_change', 'password_reset']);
    expect(await db.oneTimeLinks.ofUser(one.id, 'email_change', start)).to.deep.equal([]);
    expect(await db.oneTimeLinks.ofUser(other.id, 'email_change', start)).to.have.length(1);
  });

  it('seal their detail, and one that does not open is no link', async () => {
    const db = await openTestStores();
    const link = sampleLink((await newUser(db)).id, { detail: { secret: 'MARKEDSECRET' } });
    await db.oneTimeLinks.create(link);
    const [row] = await db.sql<{ detail: string }>(
      'SELECT detail::text AS detail FROM one_time_links WHERE token_hash = $1',
      [link.tokenHash],
    );
    expect(row?.detail).not.to.include('MARKED');
    const moved = sampleLink(link.userId);
    await db.oneTimeLinks.create(moved);
    await db.sql('UPDATE one_time_links SET detail = $2 WHERE token_hash = $1', [
      moved.tokenHash,
      row?.detail,
    ]);
    expect(await db.oneTimeLinks.find('email_change', moved.tokenHash, start)).to.equal(null);
  });
});
