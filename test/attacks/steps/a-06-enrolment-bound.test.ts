import { expect } from 'chai';
import type { Answer, Browser, Fields } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  mailedCode,
  passPassword,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { eventsOf, factorsOf } from '../support/guessing.ts';

interface Enrollment {
  readonly browser: Browser;
  readonly page: Answer;
  readonly secret: string;
}

/** Goes as far as the page with the secret. */
async function begin(
  { application, server }: World,
  person: TestPerson,
  parameters: Record<string, string> = {},
): Promise<Enrollment> {
  const { browser, answer } = await passPassword(application, person, { parameters });
  const page = await browser.submit(answer, { code: mailedCode(server, person.email) });
  expect(page.name).to.equal('enroll');
  return { browser, page, secret: page.page.querySelector('#totp-secret')?.text.trim() ?? '' };
}

const uidOf = ({ page }: Enrollment) => new URL(page.url).pathname.split('/')[2] ?? '';

const cookieOf = (from: Enrollment) => `${nameOfCookie(from.page.url, 'interaction')}=${uidOf(from)}`;

/** Posts a code to the page of `target` out of the browser of `from`, which shows its own cookies there. */
function confirmFrom(from: Enrollment, target: Enrollment, code: string): Promise<Answer> {
  const cookie = cookieOf(from);
  return from.browser.post(target.page.url, { action: 'continue', code }, { headers: { cookie } });
}

describe('A-06: an enrolment', () => {
  const essential = { claims: '{"id_token":{"acr":{"essential":true,"value":"urn:countersign:acr:2"}}}' };
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ enforcement: everyoneNow });
  });

  async function expectOthersRefused(own: Enrollment, other: Enrollment): Promise<void> {
    expect(other.secret).not.to.equal(own.secret);
    const withCodeOfTheFirst = await other.browser.submit(other.page, { code: codeOf(own.secret) });
    expect([withCodeOfTheFirst.status, withCodeOfTheFirst.name]).to.deep.equal([422, 'enroll']);
    for (const code of [codeOf(own.secret), codeOf(other.secret)]) {
      const atTheFirst = await confirmFrom(other, own, code);
      expect(atTheFirst.status).to.equal(410);
      expect(atTheFirst.body).not.to.include(own.secret);
    }
    const named = { action: 'continue', code: codeOf(own.secret), uid: uidOf(own), secret: own.secret };
    const answer = await other.browser.post(`${other.page.url}?uid=${uidOf(own)}`, named);
    expect([answer.status, answer.name]).to.deep.equal([422, 'enroll']);
  }

  it('A-06: is not confirmed from a second browser of the same person', async () => {
    const [own, other] = [await begin(world, world.mina), await begin(world, world.mina)];
    await expectOthersRefused(own, other);
    expect((await own.browser.open(own.page.url)).name).to.equal('enroll');
    expect(await eventsOf(world.server, world.mina, 'authenticator.enrolled')).to.have.length(0);
  });

  it('A-06: is not confirmed from the sign-in of somebody else, who gets no factor of it either', async () => {
    const own = await begin(world, world.mina);
    const other = await begin(world, world.greta, essential);
    await expectOthersRefused(own, other);
    for (const person of [world.mina, world.greta]) {
      expect(await eventsOf(world.server, person, 'authenticator.enrolled')).to.have.length(0);
    }
    const { answer } = await enroll(world.server, own.browser, own.page, world.mina.email);
    expect(answer.location).to.include('code=');
    expect(await eventsOf(world.server, world.greta, 'authenticator.enrolled')).to.have.length(0);
  });

  it('A-06: cannot have its recovery codes read or acknowledged from anywhere else', async () => {
    const [own, other] = [await begin(world, world.mina), await begin(world, world.greta, essential)];
    const codesPage = await own.browser.submit(own.page, { code: codeOf(own.secret) });
    const [first = ''] = codesPage.page.querySelectorAll('#recovery-codes li').map(({ text }) => text.trim());
    const headers = { cookie: cookieOf(other) };
    const posts: Fields[] = [{ action: 'continue', kept: first.slice(-4) }, { action: 'download' }];
    for (const fields of posts) {
      const answer = await other.browser.post(codesPage.url, fields, { headers });
      expect(answer.status).to.equal(410);
      expect(answer.body).not.to.include(first);
    }
    expect((await other.browser.request(codesPage.url, { headers })).body).not.to.include(first);
    expect(await eventsOf(world.server, world.mina, 'authenticator.enrolled')).to.have.length(0);
  });

  it('A-06: of a person begun twice is finished once: the other sign-in ends', async () => {
    const [own, other] = [await begin(world, world.mina), await begin(world, world.mina)];
    const codesPage = await other.browser.submit(other.page, { code: codeOf(other.secret) });
    const [first = ''] = codesPage.page.querySelectorAll('#recovery-codes li').map(({ text }) => text.trim());
    await enroll(world.server, own.browser, own.page, world.mina.email);
    const late = await other.browser.submit(codesPage, { kept: first.slice(-4) });
    expect(late.location).to.equal(null);
    expect(await eventsOf(world.server, world.mina, 'authenticator.enrolled')).to.have.length(1);
    expect(await eventsOf(world.server, world.mina, 'account.signed_in')).to.have.length(1);
  });

  it('A-06: acknowledged in three browsers at the same moment stores one factor with its ten codes', async () => {
    const { mina, server } = world;
    const begun = [await begin(world, mina), await begin(world, mina), await begin(world, mina)];
    const ready = await Promise.all(
      begun.map(async ({ browser, page, secret }) => {
        const codesPage = await browser.submit(page, { code: codeOf(secret) });
        const [first = ''] = codesPage.page
          .querySelectorAll('#recovery-codes li')
          .map(({ text }) => text.trim());
        return () => browser.submit(codesPage, { kept: first.slice(-4) });
      }),
    );
    const answers = await Promise.all(ready.map((acknowledge) => acknowledge()));
    expect(answers.filter(({ location }) => location?.includes('code='))).to.have.length(1);
    expect(await eventsOf(server, mina, 'authenticator.enrolled')).to.have.length(1);
    expect(await factorsOf(server, mina)).to.deep.equal({ totp: 1, codes: 10 });
  });
});
