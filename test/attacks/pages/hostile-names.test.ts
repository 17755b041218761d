import { expect } from 'chai';
import { parse as parseCsv } from 'csv-parse/sync';
import type { Answer } from '../../harness/browser.ts';
import { travelTo } from '../../harness/clock.ts';
import { seed } from '../../harness/world.ts';
import { drawingOf, firstDifference } from './support/drawing.ts';
import { everyPage } from './support/every-page.ts';
import { allowedNames, brandAll, forbiddenNames, harmless, nameAll } from './support/hostile-names.ts';
import { createMatrix, longestMs, type Matrix } from './support/matrix.ts';
import type { Role, Visitor } from './support/people.ts';
import { addressOf, type PageAt } from './support/requests.ts';

/** Who sees most of each area. */
const readers: Readonly<Record<PageAt['area'], Role>> = {
  account: 'owner',
  console: 'owner',
  operator: 'operator',
  link: 'nobody',
};

const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Whether anything turns the writing beyond itself; a name in an attribute is isolated, and a field holds what is stored. */
const isTurned = ({ body }: Answer): boolean =>
  turning.test(body.replaceAll(/\u2068([^\u2066-\u2069]*)\u2069/g, '$1').replaceAll(/ value="[^"]*"/g, ''));

const textOf = ({ page }: Answer): string => page.text.replaceAll(/\s+/g, ' ');

/** How often something is called so in what a page says. */
const count = (answer: Answer, name: string): number => textOf(answer).split(name).length - 1;

describe('names that are more than names, on every page', () => {
  let matrix: Matrix;
  let addresses: ReadonlyMap<string, readonly [Visitor, string]>;
  let usual: ReadonlyMap<string, Answer>;

  before(async function () {
    this.timeout(longestMs);
    matrix = await createMatrix();
    const found = new Map<string, readonly [Visitor, string]>();
    for (const { area, path, page } of everyPage) {
      const visitor = visitorOf(readers[area]);
      const asked = { ...matrix, visitor, subjects: matrix.standing };
      found.set(path, [visitor, await addressOf(path, page, asked)]);
    }
    addresses = found;
    await brandAll(matrix.server);
    await nameAll(matrix.server, harmless);
    usual = await readAll();
  });

  beforeEach(() => travelTo(matrix.began));

  after(() => matrix.stop());

  function visitorOf(wanted: Role): Visitor {
    const visitor = matrix.visitors.find(({ role, proof }) => role === wanted && proof === 'fresh');
    if (visitor === undefined) throw new Error(`nobody is ${wanted}`);
    return visitor;
  }

  async function readAll(): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, Answer>();
    for (const [path, [{ browser }, address]] of addresses) answers.set(path, await browser.request(address));
    return answers;
  }

  /** What is not drawn as it is with a harmless name. */
  function drawnOtherwise(answers: ReadonlyMap<string, Answer>): string[] {
    const wrong: string[] = [];
    for (const [path, answer] of answers) {
      const difference = firstDifference(drawingOf(usual.get(path) as Answer), drawingOf(answer));
      if (difference !== null) wrong.push(`${path}: ${difference}`);
      if (isTurned(answer)) wrong.push(`${path}: is turned round`);
      if (answer.status >= 500) wrong.push(`${path}: ${answer.status}`);
    }
    return wrong;
  }

  it('names stand on the pages of each area', () => {
    const named = [...usual].filter(([, answer]) => count(answer, harmless) > 0).map(([path]) => path);
    for (const start of ['/account', '/account/', '/console/', '/operator/'])
      expect(
        named.filter((path) => path.startsWith(start)),
        start,
      ).to.have.length.above(0);
    expect(named.length).to.be.above(usual.size / 2);
  });

  for (const [what, name] of Object.entries(allowedNames))
    it(`A-22: ${what} is drawn letter by letter, as often as another name`, async () => {
      await nameAll(matrix.server, name);
      const answers = await readAll();
      expect(drawnOtherwise(answers)).to.deep.equal([]);
      const once = name.replaceAll(/\s+/g, ' ');
      for (const [path, answer] of answers) {
        // A parser undoes one level of entities, so that what is left is what a reader sees.
        const expected = count(usual.get(path) as Answer, harmless);
        expect(count(answer, once), `${path} ${textOf(answer)}`).to.equal(expected);
        expect(answer.body, path).not.to.include(String(191 * 191));
      }
    }).timeout(longestMs);

  for (const [what, name] of Object.entries(forbiddenNames))
    it(`A-22: ${what} from before the rule neither adds to a page nor turns it round`, async () => {
      await nameAll(matrix.server, name);
      expect(drawnOtherwise(await readAll())).to.deep.equal([]);
    }).timeout(longestMs);

  it('A-22: no field of any file that is loaded down begins like a formula', async () => {
    const { browser } = visitorOf('owner');
    const files = ['members/export', 'invitations/export', 'activity/export'];
    for (const name of ['=1+1', '+1', '-1', '@SUM(1)', '＝1', '\t=1']) {
      await nameAll(matrix.server, name);
      for (const file of files) {
        const address = `${matrix.server.issuer}/console/${matrix.at.slug}/${file}`;
        const answer = await browser.post(address, {});
        expect(answer.headers.get('content-type'), file).to.equal('text/csv; charset=utf-8');
        const lines: string[][] = parseCsv(answer.body, { bom: true });
        expect(lines.length, file).to.be.above(1);
        expect(lines.flat().filter((field) => /^[=+\-@\t\r＝＋－＠]/.test(field))).to.deep.equal([]);
      }
    }
  });

  it('A-22: an application with such a name is shown by it and nothing else, where its people withdraw', async () => {
    const visitor = visitorOf('owner');
    for (const [what, name] of Object.entries(allowedNames)) {
      const id = await matrix.subjects.consent(visitor);
      await seed(matrix.server, {
        clients: [
          { client_id: id, client_name: name, client_secret: id, redirect_uris: ['https://a.example/'] },
        ],
      });
      const { browser } = visitor;
      const page = await browser.request(`${matrix.server.issuer}/account/applications/${id}/withdraw`);
      expect(count(page, name.replaceAll(/\s+/g, ' ')), what).to.be.above(0);
      expect(page.page.querySelectorAll('[data-evil]'), what).to.deep.equal([]);
    }
  });
});
