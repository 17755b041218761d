import { expect } from 'chai';
import { type Answer, Browser, type Fields } from '../../harness/browser.ts';
import { travelTo } from '../../harness/clock.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { everyPage } from './support/every-page.ts';
import { createMatrix, longestMs, type Matrix } from './support/matrix.ts';
import type { Role, Visitor } from './support/people.ts';
import { type Area, type FormAt, outcomeOf, requestOf } from './support/requests.ts';
import { differences } from './support/state.ts';

/** Who may do everything there. */
const victims: Readonly<Record<Area, Role>> = {
  link: 'nobody',
  console: 'owner',
  operator: 'operator',
  account: 'owner',
};

interface Aimed {
  readonly issuer: string;
  readonly browser: Browser;
  readonly address: string;
  readonly fields: Fields;
}

/** What another site can make the browser of somebody send who is signed in, and what older browsers say of it. */
const headersOfOthers = (issuer: string): readonly Readonly<Record<string, string>>[] => [
  { origin: 'https://evil.example' },
  { origin: 'https://evil.example', referer: `${issuer}/account` },
  { origin: issuer.replace(/:\d+$/, ':1') },
  { origin: `${issuer}.evil.example` },
  { origin: 'null' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  { origin: issuer, 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'nonsense' },
];

async function postedByOthers({ issuer, browser, address, fields }: Aimed): Promise<string[]> {
  const answers = await Promise.all(
    headersOfOthers(issuer).map((headers) => browser.post(address, fields, { headers })),
  );
  return answers.map(({ status }) => String(status));
}

/** Bodies that need no question beforehand (CORS), and such as would. */
async function inOtherTypes({ browser, address, fields }: Aimed): Promise<string[]> {
  const body = JSON.stringify(fields);
  const types = ['text/plain', 'text/plain;charset=UTF-8', 'application/json', ''];
  const answers = await Promise.all(
    types.map((type) =>
      browser.request(address, {
        method: 'POST',
        // A blob without a type has none.
        body: type === '' ? new Blob([body]) : body,
        ...(type !== '' && { headers: { 'content-type': type } }),
      }),
    ),
  );
  return answers.map(({ status }) => String(status));
}

/** Methods that a link, an image or a form cannot have. */
async function byOtherMethods({ browser, address, fields }: Aimed): Promise<string[]> {
  const methods = ['PUT', 'PATCH', 'DELETE'];
  const body = new URLSearchParams(fields);
  const answers = await Promise.all(methods.map((method) => browser.request(address, { method, body })));
  return answers.map(({ status }) => String(status));
}

/** What a link or an image asks for; what it answers is read by nobody. */
function reading({ browser, address, fields }: Aimed): Promise<Answer[]> {
  const overrides = { 'x-http-method-override': 'POST', 'x-method-override': 'POST' };
  const query = new URLSearchParams({ action: 'continue', ...fields, _method: 'POST' });
  return Promise.all(
    ['GET', 'HEAD'].map((method) => browser.request(`${address}?${query}`, { method, headers: overrides })),
  );
}

const all = (count: number, outcome: string) => Array.from({ length: count }, () => outcome);

describe('A-22: a form that another site sends', () => {
  let matrix: Matrix;

  before(async () => {
    matrix = await createMatrix();
  });

  beforeEach(() => travelTo(matrix.began));

  after(() => matrix.stop());

  const victimOf = (area: Area): Visitor => {
    const found = matrix.visitors.find(({ role, proof }) => role === victims[area] && proof === 'fresh');
    if (found === undefined) throw new Error(`nobody for ${area}`);
    return found;
  };

  async function attack(at: FormAt): Promise<void> {
    const visitor = victimOf(at.area);
    const { address, fields } = await requestOf(matrix, at, {
      visitor,
      isEmpty: false,
      subjects: matrix.subjects,
    });
    const { issuer } = matrix.server;
    const aimed = { issuer, browser: visitor.browser, address, fields };
    const before = await matrix.state();
    expect(await postedByOthers(aimed), 'from elsewhere').to.deep.equal(
      all(headersOfOthers(issuer).length, '403'),
    );
    expect(await inOtherTypes(aimed), 'in another type').to.deep.equal(all(4, '415'));
    expect(await byOtherMethods(aimed), 'by another method').to.deep.equal(all(3, '405'));
    for (const { status } of await reading(aimed)) expect(status, 'by reading').to.be.below(500);
    // `SameSite` keeps the cookies from what comes from another site.
    const unknown = await new Browser().post(address, fields, { headers: { origin: 'null' } });
    expect(unknown.status, 'without cookies').to.equal(403);
    if (at.area !== 'link')
      expect(outcomeOf(await new Browser().post(address, fields)), 'by nobody').to.equal('sign-in');
    expect(differences(before, await matrix.state())).to.deep.equal([]);
    // The same from our own page is done: it is the origin that was refused.
    const own = { origin: issuer, 'sec-fetch-site': 'same-origin' };
    expect(outcomeOf(await visitor.browser.post(address, fields, { headers: own }))).to.equal('done');
  }

  for (const page of everyPage)
    for (const [action, forms] of Object.entries(page.page.forms ?? {}))
      it(`A-22: ${page.path} ${action}: is refused and changes nothing`, async () => {
        for (const form of forms) {
          const row = victims[page.area] === 'owner' ? (form.owner ?? form.may) : form.may;
          if (row[2] === 'done') await attack({ ...page, action, form });
        }
      }).timeout(longestMs);

  it('A-22: cookies go along with no form of another site, and no script reads them', async () => {
    for (const area of ['console', 'operator'] as const) {
      const { cookies } = await victimOf(area).browser.jar.serialize();
      expect(cookies.map(({ key }) => key)).to.include(nameOfCookie(matrix.server.issuer, 'session'));
      for (const { key, httpOnly, sameSite } of cookies)
        expect([httpOnly, sameSite], key).to.deep.equal([true, 'lax']);
    }
  });
});
