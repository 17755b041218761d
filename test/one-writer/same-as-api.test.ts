import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import { type ApiClient, type ApiReply, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, seed } from '../harness/world.ts';
import { type Change, changes, overrides, refusals, type Start } from './support/changes.ts';
import { signedIn, type Twin, traced } from './support/trace.ts';

describe('ruling 28: what a file changes', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  async function twin({ enforcement = null, plan = 'enterprise', ready = [] }: Start) {
    const world = await createWorld({ server, enforcement, plan });
    const api = await operatorOf(world);
    for (const prepare of ready) await done(prepare(api, world));
    const signed = await signedIn(world);
    travel(1);
    return { ...signed, api };
  }

  const byFile = async ({ world }: Twin, change: Change) => {
    for (const step of change.steps) await seed(server, step.file(world));
  };
  const byApi = async ({ world, api }: Twin & { readonly api: ApiClient }, change: Change) => {
    for (const step of change.steps) await done(step.byApi(api, world));
  };

  for (const change of [...changes, ...overrides])
    it(`is what the API changes: ${change.title}`, async () => {
      const [one, other] = [await twin(change.start), await twin(change.start)];
      const file = await traced(one, () => byFile(one, change));
      const api = await traced(other, () => byApi(other, change));
      expect(file.sessions, 'sessions').to.deep.equal(api.sessions);
      expect(file.events, 'events').to.deep.equal(api.events);
      expect(file.mails, 'mails').to.deep.equal(api.mails);
      expect(file.rows, 'rows').to.deep.equal(api.rows);
      // Each of these changes something: a table of what does nothing would always agree.
      expect(api.events.length, 'something has happened').to.be.greaterThan(0);
      expect(await eventsOfASecondFile(one, change)).to.deep.equal([]);
    });

  /** What the last part of a file does when it is applied once more, and nothing is due any more. */
  async function eventsOfASecondFile(one: Twin, { steps }: Change): Promise<readonly unknown[]> {
    await server.countersign.sweep(new Date());
    const again = await traced(one, () => seed(server, steps.at(-1)?.file(one.world)));
    return [...again.events, ...again.mails];
  }

  for (const { title, start, step, code } of refusals)
    it(`is refused as the API refuses it (${code}): ${title}`, async () => {
      const [one, other] = [await twin(start), await twin(start)];
      expect((await step.byApi(other.api, other.world)).body.code).to.equal(code);
      const refusal = await seed(server, step.file(one.world)).catch((error: unknown) => error);
      expect(refusal).to.be.instanceOf(Refusal).and.to.have.property('code', code);
      const [line = ''] = (refusal as Refusal).detail.list ?? [];
      expect(line, 'says where').to.match(/^organizations\[0\]/);
    });
});

async function done(asked: Promise<ApiReply>): Promise<void> {
  const { status, body } = await asked;
  expect(status, JSON.stringify(body)).to.be.within(200, 204);
}
