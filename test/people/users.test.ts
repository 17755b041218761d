import { expect } from 'chai';
import { readEmailAddress } from '../../src/documents/email-address.ts';
import { cursorOf, textPart } from '../../src/web/api/input/cursors.ts';
import { type ApiClient, operatorOf } from '../harness/api.ts';
import { idOf, saying } from '../harness/members.ts';
import { createWorld, passPassword, signIn, type World } from '../harness/world.ts';
import { eventsOf } from '../self-service/support/people.ts';

describe('people, through the API of the operator', () => {
  let world: World;
  let operator: ApiClient;

  before(async () => {
    world = await createWorld();
    operator = await operatorOf(world);
  });

  it('are created with the fields of the file, and sign in', async () => {
    const [email, password] = [`Nora@${world.slug}.example`, 'a quiet wooden bicycle'];
    const attributes = { department: 'Sales', teams: ['a', { b: 1 }] };
    const said = { email_verified: true, name: 'Nora', profile: { locale: 'fr-BE' }, attributes };
    const created = await operator.post('/users', { email, password, ...said });
    expect(created.status, JSON.stringify(created.body)).to.equal(201);
    const path = `/users/${created.body.id}`;
    expect(created.headers.get('location')).to.equal(`/api/v1${path}`);
    expect(created.body).to.include({ email: email.toLowerCase(), name: 'Nora', deactivated: false });
    expect(created.body.attributes).to.deep.equal(attributes);
    expect(JSON.stringify(created.body)).to.not.include('password');
    for (const each of [path, `/users/${encodeURIComponent(email)}`])
      expect((await operator.get(each)).body).to.deep.equal(created.body);
    const { answer } = await signIn(world.application, { email, password, secret: null });
    expect((await world.application.redeem(answer)).claims()?.sub).to.equal(created.body.id);
    expect(await eventsOf(world, email.toLowerCase())).to.include('account.created');
  });

  it('are refused with an address that is taken, two passwords, a claim of ours, or no address', async () => {
    const email = `olaf@${world.slug}.example`;
    const hash =
      '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaA';
    const refused: [body: object, answer: unknown[]][] = [
      [{ email: world.tomas.email }, [409, 'email_taken']],
      [{ email, password: 'x', password_hash: hash }, [422, 'invalid_document']],
      [{ email, profile: { sub: 'someone' } }, [422, 'invalid_value']],
      [{ email, attributes: { groups: ['admin'] } }, [422, 'invalid_value']],
      [{ email, attributes: null }, [422, 'invalid_value']],
      [{ email, epoch: 3 }, [422, 'invalid_value']],
      [{ email: 'nobody' }, [422, 'invalid_value']],
      [{}, [422, 'invalid_value']],
    ];
    for (const [body, answer] of refused)
      expect(saying(await operator.post('/users', body)), JSON.stringify(body)).to.deep.equal(answer);
    expect(saying(await operator.get(`/users/${email}`))).to.deep.equal([404, 'not_found']);
  });

  it('are changed in what they are called; a closed one may be created', async () => {
    const path = `/users/${await idOf(world, world.mina)}`;
    const changed = await operator.patch(path, { name: 'Minna', profile: { zoneinfo: 'Europe/Oslo' } });
    expect([changed.status, changed.body.name, changed.body.profile]).to.deep.equal([
      200,
      'Minna',
      { zoneinfo: 'Europe/Oslo' },
    ]);
    const unverified = await operator.patch(path, { email_verified: false });
    expect([unverified.status, unverified.body.email_verified]).to.deep.equal([200, false]);
    const attributed = await operator.patch(path, { attributes: { team: 'b' } });
    expect(attributed.body.attributes).to.deep.equal({ team: 'b' });
    expect((await operator.patch(path, { attributes: {} })).body.attributes).to.deep.equal({});
    const nameless = await operator.patch(path, { name: null });
    expect([nameless.status, nameless.body.name]).to.deep.equal([200, null]);
    const changes = await world.server.countersign.db.sql(
      `SELECT a.detail FROM audit_events a JOIN users u ON u.id = a.user_id
       WHERE u.email = $1 AND a.type = 'account.changed' ORDER BY a.id`,
      [world.mina.email],
    );
    expect(changes).to.deep.equal([
      { detail: { changed: ['name', 'profile'] } },
      { detail: { changed: ['emailVerified'] } },
      { detail: { changed: ['attributes'] } },
      { detail: { changed: ['attributes'] } },
      { detail: { changed: ['name'] } },
    ]);
    expect(saying(await operator.patch(path, { email: 'other@acme.example' }))).to.deep.equal([
      422,
      'invalid_value',
    ]);
    expect(saying(await operator.patch('/users/nobody', { name: 'X' }))).to.deep.equal([404, 'not_found']);
    const [email, password] = [`closed@${world.slug}.example`, 'a quiet wooden bicycle'];
    const closed = await operator.post('/users', { email, password, deactivated: true });
    expect([closed.status, closed.body.deactivated]).to.deep.equal([201, true]);
    expect(await eventsOf(world, email)).to.deep.equal(['account.created', 'account.deactivated']);
    expect((await passPassword(world.application, { email, password, secret: null })).answer.name).to.equal(
      'password',
    );
  });

  it('are listed on after the longest address that there can be', () => {
    const domain = `${['a', 'b', 'c'].map((label) => label.repeat(59)).join('.')}.example`;
    const address = readEmailAddress(`${'一'.repeat(64)}@${domain}`);
    if (!address.ok) throw new Error(address.problem);
    const cursor = cursorOf({ email: textPart });
    const { email } = address;
    expect(cursor.schema.parse(cursor.write({ email }))).to.deep.equal({ email });
  });

  it('are listed page by page, each once', async () => {
    const emails: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { status, body } = await operator.get(
        `/users?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(status).to.equal(200);
      emails.push(...body.items.map(({ email }: { email: string }) => email));
      cursor = body.next;
    }
    expect(new Set(emails).size).to.equal(emails.length);
    expect(emails).to.include.members([world.olivia, world.tomas, world.greta].map(({ email }) => email));
  });
});
