import { expect } from 'chai';
import { seed } from '../../harness/world.ts';
import type { Expected } from './expected-answers.ts';
import * as expected from './expected-answers.ts';
import { chosenPeople, type Model } from './model.ts';
import type { Life, Person } from './organization-life.ts';
import { policyOf } from './policies.ts';
import type { Change } from './steps.ts';

/** Asks for a change over HTTP as the operator, and for the answer that the model gives. */
export async function makeChange(life: Life, change: Change): Promise<void> {
  const now = Date.now();
  life.model.settle(now);
  switch (change.step) {
    case 'enforce':
      return enforce(life, change, now);
    case 'seats':
      return put(life, 'seats', { seats: change.seats }, expected.setSeats(life.model, change.seats, now));
    case 'plan':
      return setPlan(life, change, now);
    case 'invite':
      return invite(life, change, now);
    case 'revoke':
      return revoke(life, life.guests[change.guest] ?? '', now);
    case 'add':
      return add(life, personOf(life, change.who), now);
    case 'reset':
      return reset(life, personOf(life, change.who), now);
    default:
      return changeMember(life, change, now);
  }
}

export function personOf(life: Life, who: number): Person {
  const person = life.people[who];
  if (person === undefined) throw new Error(`there is no person ${who}`);
  return person;
}

async function put(life: Life, what: string, document: object, answer: Expected): Promise<void> {
  const api = await life.operator();
  expected.expectReply(await api.put(`/organizations/${life.slug}/${what}`, document), answer);
}

function enforce(life: Life, change: Extract<Change, { step: 'enforce' }>, now: number): Promise<void> {
  const { document, policy } = policyOf(change, life.model.policies[0] ?? chosenPeople, now);
  return put(life, 'enforcement', document, expected.enforce(life.model, policy, now));
}

function setPlan(life: Life, change: Extract<Change, { step: 'plan' }>, now: number): Promise<void> {
  const { plan, trialHours } = change;
  const trialEndsAt = trialHours === null ? Number.POSITIVE_INFINITY : now + trialHours * 3_600_000;
  const trial = trialHours === null ? null : new Date(trialEndsAt).toISOString();
  const answer = expected.setPlan(life.model, { plan, trialEndsAt }, now);
  return put(life, 'plan', { plan, trial_ends_at: trial }, answer);
}

async function invite(life: Life, change: Extract<Change, { step: 'invite' }>, now: number): Promise<void> {
  const email = life.guests[change.guest] ?? '';
  const { role, addSeats } = change;
  const body = { email, role, ...(addSeats > 0 ? { add_seats: addSeats } : {}) };
  const reply = await (await life.operator()).post(`/organizations/${life.slug}/invitations`, body);
  // Mails to one address have a limit of their own, which counts each attempt.
  if (reply.body.code === 'too_many_attempts') return;
  expected.expectReply(reply, expected.invite(life.model, { email, addSeats }, now));
}

async function revoke(life: Life, email: string, now: number): Promise<void> {
  const api = await life.operator();
  const path = `/organizations/${life.slug}/invitations`;
  const { items } = (await api.get(path)).body;
  expect(items.map((each: { email: string }) => each.email)).to.have.members(life.model.pending(now));
  const found = items.find((each: { email: string }) => each.email === email);
  if (found === undefined) return;
  life.model.invitations.delete(email);
  expected.expectReply(await api.delete(`${path}/${found.id}`), 'ok');
}

/** The operator's file makes a member of somebody who has none of the work of an invitation. */
async function add(life: Life, { email }: Person, now: number): Promise<void> {
  const { model, server, slug } = life;
  if (model.members.has(email)) return;
  const document = { organizations: [{ slug, members: [{ email, role: 'member' }] }] };
  // The seat of an invitation goes to the member.
  const others = model.seatsInUse(now) - (model.pending(now).includes(email) ? 1 : 0);
  const fits = others < model.seatLimit();
  const outcome = await seed(server, document).catch((error: unknown) => error);
  expect(outcome instanceof Error, String(outcome)).to.equal(!fits);
  if (!fits) return;
  model.invitations.delete(email);
  model.join(email, 'member', now);
}

async function reset(life: Life, person: Person, now: number): Promise<void> {
  const { model } = life;
  const path = `${memberPath(life, person)}/reset-authenticators`;
  const reply = await (await life.operator()).post(path);
  if (!model.members.has(person.email)) return expected.expectReply(reply, { code: 'not_found' });
  expected.expectReply(reply, 'ok');
  person.secret = null;
  model.resetDevice(person.email, now);
}

type MemberChange =
  | Extract<Change, { step: 'override' }>
  | Extract<Change, { step: 'role' }>
  | { readonly step: 'suspend' | 'reinstate' | 'remove'; readonly who: number };

async function changeMember(life: Life, change: MemberChange, now: number): Promise<void> {
  const { model } = life;
  const person = personOf(life, change.who);
  const api = await life.operator();
  const path = memberPath(life, person);
  const reply =
    change.step === 'remove' ? await api.delete(path) : await api.patch(path, patchOf(change, now));
  expected.expectReply(reply, inModel(model, person.email, change, now));
}

function inModel(model: Model, email: string, change: MemberChange, now: number): Expected {
  switch (change.step) {
    case 'override':
      return expected.setOverride(
        model,
        email,
        { override: change.override, exemptUntil: endOf(change, now) },
        now,
      );
    case 'role':
      return expected.setRole(model, email, change.role);
    case 'suspend':
      return expected.suspend(model, email);
    case 'reinstate':
      return expected.reinstate(model, email, now);
    case 'remove':
      return expected.remove(model, email, now);
  }
}

/** Of an exemption. */
function endOf({ exemptHours }: Extract<Change, { step: 'override' }>, now: number): number {
  return exemptHours === null ? Number.POSITIVE_INFINITY : now + exemptHours * 3_600_000;
}

function patchOf(change: MemberChange, now: number): object {
  if (change.step === 'role') return { role: change.role };
  if (change.step !== 'override') return { suspended: change.step === 'suspend' };
  const { override, exemptHours } = change;
  if (override !== 'exempt') return { override };
  const until = exemptHours === null ? null : new Date(endOf(change, now)).toISOString();
  return { override, exempt_until: until, reason: 'lost phone' };
}

function memberPath({ slug }: Life, { id }: Person): string {
  return `/organizations/${slug}/members/${id}`;
}
