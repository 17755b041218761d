import { expect } from 'chai';
import type { ApiReply } from '../harness/api.ts';
import type { Browser } from '../harness/browser.ts';
import { twinOf, untilCallback } from '../harness/invitations.ts';
import { onPostgres } from '../harness/needs.ts';
import { signIn } from '../harness/world.ts';
import { type OperatorAt, operatorOf } from './support/operator.ts';
import { createPeople, noticesTo, type People, seedNow } from './support/people.ts';
import { type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { alternate, RoutedBrowser, spreadBrowser } from './support/spread.ts';

const atOnce = 50;

/** Who takes a seat of an organization, and what its log says of it. */
interface Seats {
  readonly members: number;
  readonly invitations: number;
  readonly created: number;
  readonly accepted: number;
  readonly added: number;
}

onPostgres(() => {
  describe('invitations at two processes at once', () => {
    let processes: SharedProcesses;
    let operatorAt: OperatorAt;

    before(async () => {
      processes = await sharedProcesses();
      operatorAt = await operatorOf(processes);
    });

    async function seatsOf(slug: string): Promise<Seats | undefined> {
      const events = (type: string) =>
        `(SELECT count(*)::int FROM audit_events e WHERE e.organization_id = o.id AND e.type = '${type}')`;
      const [row] = await processes.db.sql<Seats>(
        `SELECT (SELECT count(*)::int FROM members m WHERE m.organization_id = o.id) AS members,
           (SELECT count(*)::int FROM invitations i WHERE i.organization_id = o.id) AS invitations,
           ${events('invitation.created')} AS created, ${events('invitation.accepted')} AS accepted,
           ${events('member.added')} AS added
         FROM organizations o WHERE o.slug = $1`,
        [slug],
      );
      return row;
    }

    /** The link that was mailed, at the issuer's address. */
    async function linkTo(email: string): Promise<string> {
      const mails = await noticesTo(processes, email);
      const link = mails.map(({ text }) => /\S+\/invitations\/[\w-]+/.exec(text)?.[0]).find(Boolean);
      return link ?? `no invitation was mailed to ${email}`;
    }

    /** A browser with the same session that is back from the sign-in, before the one process or the other. */
    async function backFromSignIn(browser: Browser, link: string, index: number) {
      const server = alternate(processes.servers, index);
      const twin = await twinOf(browser, new RoutedBrowser(processes.issuer, () => server));
      return { twin, callback: await untilCallback(twin, link) };
    }

    it('A-33: one that is accepted 50 times at once makes one member and is used up', async () => {
      const { slug, greta, application } = await createPeople(processes);
      const before = await seatsOf(slug);
      const invited = await operatorAt(0).post(`/organizations/${slug}/invitations`, { email: greta.email });
      expect(invited.status, JSON.stringify(invited.body)).to.equal(201);
      const link = await linkTo(greta.email);
      const { browser } = await signIn(application, greta, { browser: spreadBrowser(processes) });
      const ready: Awaited<ReturnType<typeof backFromSignIn>>[] = [];
      for (let index = 0; index < atOnce; index += 1) ready.push(await backFromSignIn(browser, link, index));
      const answers = await Promise.all(ready.map(({ twin, callback }) => twin.request(callback)));
      const statuses = answers.map(({ status }) => status).toSorted();
      expect(statuses).to.deep.equal([303, ...Array(atOnce - 1).fill(410)]);
      const once = { members: 3, invitations: 0, created: 1, accepted: 1, added: (before?.added ?? 0) + 1 };
      expect(await seatsOf(slug)).to.deep.equal(once);
      for (const index of [0, 1])
        expect((await operatorAt(index).get(`/organizations/${slug}`)).body.seats_in_use).to.equal(3);
    });

    /** Asks for a seat as `POST invitations` does; null where the connection was broken off. */
    async function breakable({ slug }: People, index: number, signal: AbortSignal): Promise<number | null> {
      const { token } = operatorAt(index);
      const { address } = alternate(processes.servers, index);
      const sent = fetch(`${address}/api/v1/organizations/${slug}/invitations`, {
        method: 'POST',
        signal,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ email: `broken${index}@${slug}.example` }),
      });
      return sent.then(
        ({ status }) => status,
        () => null,
      );
    }

    /** Everybody who wants the last seat at once; as soon as anybody is answered, half of the connections break off. */
    async function wantLastSeat(people: People) {
      const path = `/organizations/${people.slug}`;
      const [mina] = await processes.db.sql<{ id: string }>('SELECT id FROM users WHERE email = $1', [
        people.mina.email,
      ]);
      const member = `${path}/members/${mina?.id}`;
      expect((await operatorAt(0).patch(member, { suspended: true })).status).to.equal(200);
      const cut = new AbortController();
      const whole = (work: (index: number) => Promise<ApiReply>, count: number) =>
        Array.from({ length: count }, (_, index) => work(index));
      const kept = whole(
        (index) =>
          operatorAt(index).post(`${path}/invitations`, { email: `kept${index}@${people.slug}.example` }),
        atOnce / 2,
      );
      const broken = kept.map((_, index) => breakable(people, index, cut.signal));
      const back = whole((index) => operatorAt(index).patch(member, { suspended: false }), 4);
      const added = [1, 2, 3].map(() =>
        seedNow(processes, {
          organizations: [{ slug: people.slug, members: [{ email: people.greta.email, role: 'member' }] }],
        }).then(
          () => 'added',
          (refused: { readonly code?: string }) => refused.code,
        ),
      );
      await Promise.race([...kept, ...broken]);
      cut.abort();
      return {
        kept: await Promise.all(kept),
        broken: await Promise.all(broken),
        back: await Promise.all(back),
        added: await Promise.all(added),
      };
    }

    for (const round of [1, 2, 3]) {
      it(`A-34: the last seat goes once to who asks in whatever way, though half break off (round ${round})`, async () => {
        const people = await createPeople(processes);
        const { slug } = people;
        const path = `/organizations/${slug}`;
        expect((await operatorAt(0).put(`${path}/seats`, { seats: 3 })).status).to.equal(200);
        const before = await seatsOf(slug);
        const { kept, broken, back, added } = await wantLastSeat(people);
        for (const { status, body } of kept)
          expect([status, body.code ?? null]).to.be.deep.oneOf([
            [201, null],
            [409, 'no_free_seat'],
          ]);
        for (const status of broken) expect(status).to.be.oneOf([null, 201, 409]);
        expect(back.map(({ status }) => status)).to.deep.equal(Array(4).fill(200));
        const after = await seatsOf(slug);
        const isTakenByMember = after?.members === 3;
        expect(after, 'one seat, and one event of it').to.deep.include(
          isTakenByMember
            ? { invitations: 0, created: 0, added: (before?.added ?? 0) + 1 }
            : { members: 2, invitations: 1, created: 1, added: before?.added },
        );
        expect(added.filter((each) => each === 'added').length > 0).to.equal(isTakenByMember);
        expect(broken, 'some did break off').to.include(null);
        const mails = await noticesTo(processes, `@${slug}.example`);
        const sent = mails.filter(({ text }) => text.includes('/invitations/'));
        expect(sent).to.have.length(isTakenByMember ? 0 : 1);
        await expectFreedOnce(people);
      });
    }

    /** What has the seat gives it back; then it can be had once more, and nothing beside it was kept. */
    async function expectFreedOnce({ slug, greta }: People): Promise<void> {
      const path = `/organizations/${slug}`;
      for (const index of [0, 1])
        expect((await operatorAt(index).get(path)).body).to.include({ seats: 3, seats_in_use: 3 });
      const [pending] = (await operatorAt(1).get(`${path}/invitations`)).body.items;
      const [added] = (await operatorAt(1).get(`${path}/members?q=${encodeURIComponent(greta.email)}`)).body
        .items;
      const holder = pending === undefined ? `members/${added.id}` : `invitations/${pending.id}`;
      expect((await operatorAt(0).delete(`${path}/${holder}`)).status).to.equal(204);
      const next = [0, 1].map((index) =>
        operatorAt(index).post(`${path}/invitations`, { email: `next${index}@${slug}.example` }),
      );
      const statuses = (await Promise.all(next)).map(({ status }) => status).toSorted();
      expect(statuses).to.deep.equal([201, 409]);
    }
  });
});
