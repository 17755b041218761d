import { expect } from 'chai';
import { follow, mailedLink } from '../../harness/invitations.ts';
import { deliver } from '../../harness/mails.ts';
import { enroll } from '../../harness/world.ts';
import { personOf } from './changes.ts';
import * as expected from './expected-answers.ts';
import type { Life } from './organization-life.ts';
import { nextCode } from './sign-ins.ts';
import type { Step } from './steps.ts';

/** Invites a person, once more where they are invited already, who follows the link and signs in (D13). */
export async function join(life: Life, step: Extract<Step, { step: 'join' }>): Promise<void> {
  const { model, server } = life;
  const person = personOf(life, step.who);
  // Mails that wait together arrive in any order, and the link of an earlier one is worth nothing.
  await deliver(server);
  const now = Date.now();
  model.settle(now);
  const api = await life.operator();
  const body = { email: person.email, role: step.role };
  const reply = await api.post(`/organizations/${life.slug}/invitations`, body);
  if (reply.body.code === 'too_many_attempts') return;
  expected.expectReply(reply, expected.invite(model, { email: person.email, addSeats: 0 }, now));
  if (reply.status !== 201) return;
  const { browser, answer } = await follow(await mailedLink(server, person.email));
  const page = await browser.submit(answer, { email: person.email, password: person.password });
  const hasFactor = model.factors.has(person.email);
  const joiningTakesMfa = model.mayEnforce(now) && model.policies[0]?.joiningTakesMfa === true;
  const isAsked = joiningTakesMfa || model.mustEnroll.has(person.email);
  expect(page.name, 'on the way into the organization').to.equal(
    hasFactor ? 'challenge' : isAsked ? 'mailbox' : 'joined',
  );
  if (page.name === 'challenge') await browser.submit(page, { code: nextCode(person) });
  if (page.name === 'mailbox') {
    if (step.enrolling === 'cancelled') return;
    const { secret } = await enroll(server, browser, page, person.email);
    model.enroll(person.email, Date.now());
    Object.assign(person, { secret, lastStep: Math.floor(Date.now() / 30_000) });
  }
  model.invitations.delete(person.email);
  model.join(person.email, step.role, now);
}
