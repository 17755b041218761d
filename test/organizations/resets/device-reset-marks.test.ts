import { expect } from 'chai';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { relaxedApplication } from '../../attacks/support/relaxed-application.ts';
import { operatorOf } from '../../harness/api.ts';
import { markedIn } from '../../harness/marks.ts';
import { changed, elsewhere, memberPath } from '../../harness/members.ts';
import { createWorld, everyoneNow, passPassword } from '../../harness/world.ts';

const deadline = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();

interface Case {
  readonly title: string;
  readonly plan?: string;
  readonly enforcement?: Readonly<Record<string, unknown>>;
  readonly override?: 'required' | 'exempt';
  readonly isMarked: boolean;
}

const cases: readonly Case[] = [
  { title: 'everyone', enforcement: everyoneNow, isMarked: true },
  {
    title: 'everyone, from a deadline that is announced',
    enforcement: { required: 'everyone', activation: { deadline }, sessions: 'end_at_deadline' },
    isMarked: true,
  },
  {
    title: 'a chosen member',
    enforcement: { preset: 'chosen-people' },
    override: 'required',
    isMarked: true,
  },
  { title: 'other members only', enforcement: { preset: 'chosen-people' }, isMarked: false },
  { title: 'nobody', enforcement: { required: 'nobody', activation: 'immediately' }, isMarked: false },
  { title: 'everyone but an exempt member', enforcement: everyoneNow, override: 'exempt', isMarked: false },
  { title: 'nothing at all', isMarked: false },
  { title: 'nothing, on a plan without enforcement', plan: 'free', isMarked: false },
];

describe('ruling 35: after a device reset the next sign-in sets a factor up, where the policy requires one of', () => {
  for (const { title, plan = 'team', enforcement = null, override, isMarked } of cases)
    it(`${title}: ${isMarked}`, async () => {
      const world = await createWorld({ plan, enforcement });
      const { server, tomas } = world;
      const operator = await operatorOf(world);
      if (override !== undefined) await changed(operator, world, tomas, { override });
      const reset = await operator.post(`${await memberPath(world, tomas)}/reset-authenticators`);
      expect(reset.status, JSON.stringify(reset.body)).to.equal(200);
      expect(await markedIn(world)).to.deep.equal(isMarked ? [tomas.email] : []);
      expect((await auditOf(server, tomas.email)).at(-1)).to.deep.include({
        type: 'authenticator.reset',
        detail: { factors: ['totp'], mustEnroll: isMarked },
      });
      const { answer } = await passPassword(await relaxedApplication(world), tomas);
      expect(answer.name, 'where the environment is off').to.equal(isMarked ? 'mailbox' : null);
    });

  const announced = { required: 'everyone', activation: { deadline }, sessions: 'keep' };
  for (const [title, policies, isMarked] of [
    ['another organization requires it', [null, everyoneNow], true],
    ['another organization has announced it', [null, announced], true],
    ['neither does', [null, { preset: 'chosen-people' }], false],
  ] as const)
    it(`whichever organization asks for the reset: ${title}: ${isMarked}`, async () => {
      const world = await createWorld({ enforcement: policies[0] });
      const { tomas } = world;
      await elsewhere(world, [tomas], policies[1]);
      const operator = await operatorOf(world);
      const reset = await operator.post(`${await memberPath(world, tomas)}/reset-authenticators`);
      expect(reset.status).to.equal(200);
      expect(await markedIn(world)).to.deep.equal(isMarked ? [tomas.email] : []);
      const { answer } = await passPassword(await relaxedApplication(world), tomas);
      expect(answer.name, 'where the environment is off').to.equal(isMarked ? 'mailbox' : null);
    });

  it('T18: an exempt member, whose reset lets them in with the password', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, tomas } = world;
    const operator = await operatorOf(world);
    await changed(operator, world, tomas, { override: 'exempt' });
    await operator.post(`${await memberPath(world, tomas)}/reset-authenticators`);
    expect((await passPassword(application, tomas)).answer.location).to.include('code=');
  });
});
