import { expect } from 'chai';
import type { ApiReply } from '../../harness/api.ts';
import { included, type Model, type Override, type PlanName, type Policy, type Role } from './model.ts';

const week = 7 * 24 * 3_600_000;

/** `ok`, or the code of the refusal and the e-mails it must name; `either` where it changes nothing that counts. */
export type Expected = 'ok' | 'either' | { readonly code: string; readonly list?: readonly string[] };

/** Holds an answer of the API against what it must be. */
export function expectReply({ status, body }: ApiReply, answer: Expected): void {
  const said = JSON.stringify(body);
  if (answer === 'either') return;
  if (answer === 'ok') return void expect(status, said).to.be.within(200, 204);
  expect(body.code, said).to.equal(answer.code);
  if (answer.list !== undefined) expect(body.list, said).to.have.members(answer.list);
}

/** Ruling 5: until a tightening takes effect the old policy binds, and the same policy again is no change. */
export function enforce(model: Model, policy: Policy, now: number): Expected {
  if (!model.mayEnforce(now)) return { code: 'plan_without_enforcement' };
  if (policy.isContradictory) return { code: 'invalid_policy' };
  if (model.policies[0]?.terms === policy.terms) return 'ok';
  const list = policy.onlyWhenCompliant ? model.unprotected(now) : [];
  if (list.length > 0) return { code: 'members_not_protected', list };
  // One that was only announced never bound anybody.
  model.policies = [policy, ...model.policies.filter(({ startsAt }) => startsAt <= now)];
  return 'ok';
}

/** D20, D21. */
export function setSeats(model: Model, seats: number, now: number): Expected {
  if (seats === model.seats) return 'ok';
  if (seats > model.mostSeats()) return { code: 'no_free_seat' };
  if (seats < model.seatsInUse(now))
    return { code: 'seats_below_use', list: [...model.members.keys(), ...model.pending(now)] };
  model.seats = seats;
  return 'ok';
}

/** Seats follow the plan; what it does not allow is switched off (T14). */
export function setPlan(
  model: Model,
  { plan, trialEndsAt }: { readonly plan: PlanName; readonly trialEndsAt: number },
  now: number,
): Expected {
  if (plan !== model.plan) model.seats = included[plan];
  Object.assign(model, { plan, trialEndsAt });
  model.settle(now);
  return 'ok';
}

/** D17, D19: who is invited already takes no further seat. */
export function invite(
  model: Model,
  { email, addSeats }: { readonly email: string; readonly addSeats: number },
  now: number,
): Expected {
  if (model.members.has(email)) return { code: 'already_member', list: [email] };
  const seats = model.seats + addSeats;
  if (addSeats > 0 && seats > model.mostSeats()) return { code: 'no_free_seat' };
  const isPending = model.pending(now).includes(email);
  if (!isPending && model.seatsInUse(now) >= Math.min(seats, model.mostSeats()))
    return { code: 'no_free_seat' };
  model.seats = seats;
  model.invitations.set(email, now + week);
  return 'ok';
}

/** Turning anybody required or exempt takes a plan with enforcement (D1). */
export function setOverride(
  model: Model,
  email: string,
  { override, exemptUntil }: { readonly override: Override; readonly exemptUntil: number },
  now: number,
): Expected {
  const member = model.members.get(email);
  if (member === undefined) return { code: 'not_found' };
  const standing = member.override === 'exempt' && !model.isExempt(member, now) ? 'inherit' : member.override;
  const isSaid = override !== 'inherit' && override !== standing;
  // The end of a trial clears it, but until a job has done so the same again is no change.
  const mayStillStand = override === 'required' && member.override === 'inherit' && now >= model.trialEndsAt;
  if (isSaid && !model.mayEnforce(now))
    return mayStillStand ? 'either' : { code: 'plan_without_enforcement' };
  // The same override again keeps the instant from which it binds (ruling 5).
  if (override !== member.override) member.overrideSetAt = now;
  Object.assign(member, { override, exemptUntil });
  return 'ok';
}

/** Ruling 12: the last active owner stays one. */
export function setRole(model: Model, email: string, role: Role): Expected {
  const member = model.members.get(email);
  if (member === undefined) return { code: 'not_found' };
  if (role !== 'owner' && model.isLastOwner(email)) return { code: 'last_owner' };
  member.role = role;
  return 'ok';
}

/** Ruling 15: a suspended member keeps the seat. */
export function suspend(model: Model, email: string): Expected {
  const member = model.members.get(email);
  if (member === undefined) return { code: 'not_found' };
  if (model.isLastOwner(email)) return { code: 'last_owner' };
  if (!member.isSuspended) model.revokeGrants(email);
  member.isSuspended = true;
  return 'ok';
}

/** Back through joining (ruling 15), which counts as a new sign-in (ruling 10). */
export function reinstate(model: Model, email: string, now: number): Expected {
  const member = model.members.get(email);
  if (member === undefined) return { code: 'not_found' };
  if (member.isSuspended) Object.assign(member, { isSuspended: false, joinedAt: now });
  return 'ok';
}

/** D22. */
export function remove(model: Model, email: string, now: number): Expected {
  if (!model.members.has(email)) return { code: 'not_found' };
  if (model.isLastOwner(email)) return { code: 'last_owner' };
  model.leave(email, now);
  model.revokeGrants(email);
  return 'ok';
}
