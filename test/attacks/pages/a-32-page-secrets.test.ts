import { expect } from 'chai';
import type { Answer } from '../../harness/browser.ts';
import { travelTo } from '../../harness/clock.ts';
import { deliver } from '../../harness/mails.ts';
import { type Canaries, found, noteBrowser } from '../support/canaries.ts';
import { noteDatabase, noteMails, notePerson } from '../support/world-secrets.ts';
import { everyPage } from './support/every-page.ts';
import { createMatrix, longestMs, type Matrix } from './support/matrix.ts';
import type { Visitor } from './support/people.ts';
import { addressOf, outcomeOf, type PageAt, requestOf } from './support/requests.ts';

/** What a page showed, or said after a form was sent. */
interface Seen {
  readonly path: string;
  readonly visitor: Visitor;
  readonly text: string;
}

/** Those to whom the areas are open, and who may do what can be done there. */
const openTo: Readonly<Record<PageAt['area'], readonly string[]>> = {
  account: ['member', 'admin', 'owner', 'operator'],
  console: ['admin', 'owner'],
  operator: ['operator'],
  link: ['nobody', 'member'],
};

/** One's own browsers go by the hashes of their ids. */
const ownIds = /^(session_records|remembered_devices)\.|^kept_forms\.session_hash/;

describe('A-32: no page holds a secret of anybody', () => {
  let matrix: Matrix;
  const seen: Seen[] = [];
  const canaries: Canaries = new Map();

  before(async function () {
    this.timeout(longestMs);
    matrix = await createMatrix();
    await matrix.server.countersign.db.sql("UPDATE authenticators SET nickname = 'Own ' || user_id");
    for (const { person, browser } of matrix.visitors) {
      notePerson(canaries, person);
      await noteBrowser(canaries, browser, { url: matrix.server.issuer, location: null });
    }
    for (const page of everyPage)
      for (const visitor of visitorsOf(page)) {
        travelTo(matrix.began);
        await look(page, visitor);
      }
    await deliver(matrix.server);
    await noteDatabase(canaries, matrix.server);
    await noteMails(canaries, matrix.server, new Set());
  });

  after(() => matrix.stop());

  function visitorsOf({ area }: PageAt): readonly Visitor[] {
    return matrix.visitors.filter(({ role, proof }) => proof === 'fresh' && openTo[area].includes(role));
  }

  /** Reads a page, sends each of its forms, and reads where that leads. */
  async function look(at: PageAt, visitor: Visitor): Promise<void> {
    const { browser } = visitor;
    const note = (answer: Answer) =>
      seen.push({
        path: at.path,
        visitor,
        text: [...answer.headers].flat().join('\n') + answer.body,
      });
    const address = await addressOf(at.path, at.page, { ...matrix, visitor, subjects: matrix.standing });
    note(await browser.open(address));
    for (const [action, forms] of Object.entries(at.page.forms ?? {}))
      for (const form of forms) {
        const asked = { visitor, isEmpty: false, subjects: matrix.subjects };
        const request = await requestOf(matrix, { ...at, action, form }, asked);
        const answer = await browser.post(request.address, request.fields);
        note(answer);
        if (outcomeOf(answer) === 'done' && answer.location !== null)
          note(await browser.open(answer.location));
      }
  }

  it('A-32: every page was read, and every form sent, by everybody whom it is open to', () => {
    const counts = new Map(everyPage.map(({ path }) => [path, 0]));
    for (const { path } of seen) counts.set(path, (counts.get(path) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count === 0)).to.deep.equal([]);
    expect(seen.length).to.be.above(2 * everyPage.length);
    expect(canaries.size).to.be.above(300);
  });

  it('A-32: nothing sealed, hashed, mailed or kept in a cookie stands on any, for whomever', () => {
    const strange = new Map([...canaries].filter(([, what]) => !ownIds.test(what)));
    expect(strange.size).to.be.above(300);
    for (const { path, visitor, text } of seen)
      expect(found(strange, [text]), `${path} for ${visitor.role}`).to.deep.equal([]);
  });

  it("A-32: ids of browsers stand in their person's account alone", () => {
    const ids = new Map([...canaries].filter(([, what]) => ownIds.test(what)));
    const inAccount = seen.filter(({ path }) => path.startsWith('/account'));
    const elsewhere = seen.filter((each) => !inAccount.includes(each));
    expect(
      found(
        ids,
        inAccount.map(({ text }) => text),
      ),
    ).not.to.deep.equal([]);
    expect(
      found(
        ids,
        elsewhere.map(({ text }) => text),
      ),
    ).to.deep.equal([]);
  });

  it('A-32: what somebody calls their apps and keys is read by nobody else', () => {
    const read = new Set<string>();
    for (const { path, visitor, text } of seen)
      for (const [, id] of text.matchAll(/Own ([0-9a-f-]{36})/g)) {
        expect(id, `${path} for ${visitor.role}`).to.equal(visitor.id);
        read.add(visitor.role);
      }
    expect([...read].sort()).to.deep.equal(['admin', 'member', 'operator', 'owner']);
  });

  it('A-32: the same search finds them in the mails and cookies where they belong', () => {
    const mails = matrix.server.mailbox.messages().map(({ text }) => text);
    expect(found(canaries, mails).join('\n')).to.include('link to');
    const kinds = new Set([...canaries.values()].map((what) => what.split(' ')[0]));
    for (const kind of ['seed', 'password', 'cookie', 'link', 'authenticators.secret'])
      expect([...kinds], kind).to.include(kind);
  });
});
