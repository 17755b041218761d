import { expect } from 'chai';
import { readAddressList } from '../../../src/documents/address-list.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { mailsTo } from '../../harness/mails.ts';
import { browserOf, joinedBy, quietApiOf, saying } from '../../harness/members.ts';
import { createWorld, type World } from '../../harness/world.ts';

const path = ({ slug }: World) => `/organizations/${slug}/invitations/bulk`;
const at = ({ slug }: World, name: string) => `${name}@new.${slug}.example`;

interface Line {
  readonly line: number;
  readonly status: string;
}

async function pendingIn(api: ApiClient, { slug }: World): Promise<string[]> {
  const { body } = await api.get(`/organizations/${slug}/invitations?limit=200`);
  return body.items.map(({ email }: { email: string }) => email);
}

const statuses = (lines: readonly Line[]) => lines.map(({ line, status }) => [line, status]);

describe('a list of people to invite', () => {
  it('D11: has an answer for each line, and those who can be invited are', async () => {
    const world = await createWorld();
    const { server, slug } = world;
    const api = await apiOf(world, world.olivia);
    await api.patch(`/organizations/${slug}`, { notification_email: `it@${slug}.example` });
    await api.post(`/organizations/${slug}/invitations`, { email: at(world, 'bob') });
    const names = ['ann', 'ANN', 'bob'].map((name) => at(world, name));
    const lines = [
      '',
      names[0],
      names[1],
      '',
      names[2],
      world.mina.email,
      `it@${slug}.example`,
      at(world, 'cid'),
    ].join('\n');
    const expected = [
      [2, 'ready'],
      [3, 'listed_twice'],
      [5, 'already_invited'],
      [6, 'already_member'],
      [7, 'notification_address'],
      [8, 'ready'],
    ];
    const dry = await api.post(path(world), { lines, role: 'member', dry_run: true });
    expect(dry.status, JSON.stringify(dry.body)).to.equal(200);
    expect(dry.body).to.include({ invited: 0, seats_missing: 0, needs_fresh_mfa: false });
    expect(statuses(dry.body.lines)).to.deep.equal(expected);
    expect(await pendingIn(api, world)).to.deep.equal([at(world, 'bob')]);
    const { body } = await api.post(path(world), { lines, role: 'member', language: 'nl' });
    expect(body.invited).to.equal(2);
    const done = expected.map(([line, status]) => [line, status === 'ready' ? 'invited' : status]);
    expect(statuses(body.lines)).to.deep.equal(done);
    expect(await pendingIn(api, world)).to.have.members(['bob', 'ann', 'cid'].map((name) => at(world, name)));
    const [mail] = await mailsTo(server, at(world, 'ann'));
    expect(mail?.subject).to.match(/uitgenodigd|uitnodiging/i);
    expect(await mailsTo(server, at(world, 'bob'))).to.have.length(1);
  });

  it('sends nothing where a line is no address', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const lines = `${at(world, 'ann')}\nno address\n${at(world, 'bob')}`;
    const { body } = await api.post(path(world), { lines });
    expect(body.invited).to.equal(0);
    expect(statuses(body.lines)).to.deep.equal([
      [1, 'ready'],
      [2, 'not_an_address'],
      [3, 'ready'],
    ]);
    expect(await pendingIn(api, world)).to.deep.equal([]);
    expect(await mailsTo(world.server, at(world, 'ann'))).to.deep.equal([]);
  });

  it('D17: sends nothing where seats are missing, and adds them and invites all in one step where that is asked', async () => {
    const world = await createWorld({ plan: 'team' });
    const [api, operator] = [await apiOf(world, world.olivia), await operatorOf(world)];
    expect((await operator.put(`/organizations/${world.slug}/seats`, { seats: 4 })).status).to.equal(200);
    const lines = ['ann', 'bob', 'cid'].map((name) => at(world, name)).join('\n');
    const refused = await api.post(path(world), { lines });
    expect(refused.body).to.include({ invited: 0, seats_missing: 2 });
    expect(await pendingIn(api, world)).to.deep.equal([]);
    const { body } = await api.post(path(world), { lines, add_seats: true });
    expect(body).to.include({ invited: 3, seats_missing: 2 });
    const organization = await api.get(`/organizations/${world.slug}`);
    expect(organization.body).to.include({ seats: 6, seats_in_use: 6 });
    const { body: log } = await api.get(
      `/organizations/${world.slug}/activity?type=organization.seats_changed`,
    );
    expect(log.items[0].detail).to.deep.equal({ before: { seats: 4 }, after: { seats: 6 } });
  });

  it('D17: counts the seats that are in use beyond those there are', async () => {
    const world = await createWorld({ plan: 'team' });
    const { db } = world.server.countersign;
    await db.sql('UPDATE organizations SET seats = 2 WHERE slug = $1', [world.slug]);
    const api = await apiOf(world, world.olivia);
    const asked = { lines: at(world, 'ann'), add_seats: true };
    const dry = await api.post(path(world), { ...asked, dry_run: true });
    expect(dry.body).to.include({ invited: 0, seats_missing: 2 });
    expect((await api.post(path(world), asked)).body).to.include({ invited: 1, seats_missing: 2 });
    const organization = await api.get(`/organizations/${world.slug}`);
    expect(organization.body).to.include({ seats: 4, seats_in_use: 4 });
  });

  it('D17: is refused where the plan has no seats to add, and nobody is invited', async () => {
    const world = await createWorld({ plan: 'free' });
    const api = await apiOf(world, world.olivia);
    for (const dryRun of [true, false]) {
      const asked = { lines: at(world, 'ann'), add_seats: true, dry_run: dryRun };
      expect(saying(await api.post(path(world), asked))).to.deep.equal([409, 'no_free_seat']);
    }
    expect(await pendingIn(api, world)).to.deep.equal([]);
  });

  it('D14, ruling 26: gives no role above one’s own, and one above member with fresh MFA alone', async () => {
    const world = await createWorld();
    const { adam } = await joinedBy(world, { adam: 'admin' });
    const lines = at(world, 'ann');
    const admin = await apiOf(world, adam);
    expect(saying(await admin.post(path(world), { lines, role: 'owner' }))).to.deep.equal([
      403,
      'not_allowed',
    ]);
    const { browser } = await browserOf(world, world.olivia);
    travel(5 * 60 + 1);
    const late = await quietApiOf(world, browser);
    const dry = await late.post(path(world), { lines, role: 'admin', dry_run: true });
    expect(dry.body).to.include({ needs_fresh_mfa: true, invited: 0 });
    expect(saying(await late.post(path(world), { lines, role: 'admin' }))).to.deep.equal([
      401,
      'mfa_required',
    ]);
    expect((await late.post(path(world), { lines })).body).to.include({ invited: 1 });
  });

  it('is for administrators alone', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    expect(saying(await api.post(path(world), { lines: 'a@b.example' }))).to.deep.equal([403, 'not_allowed']);
  });

  it('floods no mailbox: who was invited and withdrawn often enough is passed over', async () => {
    const world = await createWorld();
    const api = await operatorOf(world);
    const email = at(world, 'ann');
    for (let count = 0; count < 12; count += 1) {
      const { body } = await api.post(`/organizations/${world.slug}/invitations`, { email });
      if (body.id !== undefined) await api.delete(`/organizations/${world.slug}/invitations/${body.id}`);
    }
    const { body } = await api.post(path(world), { lines: `${email}\n${at(world, 'bob')}` });
    expect(body.invited).to.equal(1);
    expect(statuses(body.lines)).to.deep.equal([
      [1, 'too_many_attempts'],
      [2, 'invited'],
    ]);
  });

  it('has two hundred lines at most, and at least one', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const many = Array.from({ length: 201 }, (_, n) => at(world, `m${n}`));
    for (const lines of [many.join('\n'), '\n\n', 'email\n'])
      expect((await api.post(path(world), { lines })).body.errors?.[0].path).to.equal('/lines');
    const { body } = await api.post(path(world), { lines: many.slice(1).join('\r\n') });
    expect(body.invited).to.equal(200);
    expect(await pendingIn(api, world)).to.have.length(200);
  }).timeout(30_000);
});

describe('an address list', () => {
  const textsOf = (text: string) => {
    const list = readAddressList(text);
    return list.ok ? list.addresses.map(({ line, text: cell }) => [line, cell]) : list.problem;
  };

  it('is also how mail programs list people: several a line, with their names', () => {
    expect(textsOf('a@x.example, b@x.example; c@x.example\nd@x.example')).to.deep.equal([
      [1, 'a@x.example'],
      [1, 'b@x.example'],
      [1, 'c@x.example'],
      [2, 'd@x.example'],
    ]);
    const named = '"Doe, Ann" <a@x.example>, Bob <b@x.example>\nDoe, Cid <c@x.example>;\n<d@x.example>';
    expect(textsOf(named)).to.deep.equal([
      [1, 'a@x.example'],
      [1, 'b@x.example'],
      [2, 'c@x.example'],
      [3, 'd@x.example'],
    ]);
    expect(textsOf('Ann Doe,a@x.example,IT\nnobody,IT')).to.deep.equal([
      [1, 'a@x.example'],
      [2, 'nobody'],
    ]);
  });

  it('is one address a line, or the first column, or the one with a heading', () => {
    expect(textsOf('a@x.example\r\n\r\n b@x.example \n')).to.deep.equal([
      [1, 'a@x.example'],
      [3, 'b@x.example'],
    ]);
    for (const [separator, name] of [
      [';', 'E-Mail'],
      [',', 'email'],
      ['\t', 'E-mailadres'],
    ])
      expect(
        textsOf(`\ufeffName${separator}${name}\n"Doe, Jo"${separator}jo@x.example\n`),
        name,
      ).to.deep.equal([[2, 'jo@x.example']]);
    expect(textsOf('jo@x.example,Jo\nan@x.example')).to.deep.equal([
      [1, 'jo@x.example'],
      [2, 'an@x.example'],
    ]);
  });

  it('tells of a row without an address, and of a quotation mark that is not closed', () => {
    expect(textsOf('name,email\nJo,\nAn,an@x.example')).to.deep.equal([
      [2, ''],
      [3, 'an@x.example'],
    ]);
    expect(textsOf('"a@x.example\nb@x.example')).to.match(/quotation mark/);
  });
});
