/** What must be so: told for certain, or left open where the rulings leave it open. */
export type Verdict = 'yes' | 'no' | 'either';

export type PlanName = 'free' | 'team' | 'enterprise';
export type Role = 'owner' | 'admin' | 'member';
export type Override = 'inherit' | 'required' | 'exempt';

/** A policy by what it comes to. Instants are epoch milliseconds everywhere in this file. */
export interface Policy {
  readonly savedAt: number;
  /** Two policies with the same terms are the same policy: saving one again changes nothing (ruling 5). */
  readonly terms: string;
  /** What else tells it from others: how often it asks, whom it lets go, how somebody joins. */
  readonly manner: string;
  readonly requires: 'everyone' | 'chosen';
  readonly startsAt: number;
  readonly reaches: 'every_session' | 'later_sign_ins';
  readonly endsSessions: boolean;
  readonly onlyWhenCompliant: boolean;
  /** Who joins proves or sets up a factor before (ruling 10). */
  readonly joiningTakesMfa: boolean;
  /** For how long a device that proved a code may spare the next one; 0 for never. */
  readonly remembersMs: number;
  /** Ruling 19: a policy that contradicts itself. */
  readonly isContradictory: boolean;
}

export interface Member {
  role: Role;
  override: Override;
  overrideSetAt: number;
  exemptUntil: number;
  isSuspended: boolean;
  joinedAt: number;
}

export interface Session {
  readonly email: string;
  openedAt: number;
  seenAt: number;
  /** Whether a second factor was proven in it. */
  hasProven: boolean;
  /** Until when a remembered device stands in for that. */
  sparedUntil: number;
  /** Whether it was ended for good. */
  ended: Verdict;
  /** Whether what its application holds was revoked. */
  revoked: Verdict;
}

/** What an organization has that has saved no policy, from its beginning. */
export const chosenPeople: Policy = {
  savedAt: 0,
  terms: 'nobody next_sign_in  keep plain',
  manner: 'plain',
  requires: 'chosen',
  startsAt: 0,
  reaches: 'later_sign_ins',
  endsSessions: false,
  onlyWhenCompliant: false,
  joiningTakesMfa: false,
  remembersMs: 0,
  isContradictory: false,
};

const hour = 3_600_000;
const slack = 60_000;
export const unlimited = 10_000_000;
export const included: Record<PlanName, number> = { free: 3, team: 5, enterprise: unlimited };

/** One organization as the product's rulings say it must be, written without a look at how the product decides. */
export class Model {
  plan: PlanName = 'enterprise';
  trialEndsAt = Number.POSITIVE_INFINITY;
  seats = unlimited;
  /** Newest first; all that have ever bound, since a session may still be under an old one (ruling 5). */
  policies: readonly Policy[] = [chosenPeople];
  readonly members = new Map<string, Member>();
  /** When each runs out, by e-mail. */
  readonly invitations = new Map<string, number>();
  /** When each person's factor was confirmed. */
  readonly factors = new Map<string, number>();
  /** Who must set up a factor at their next sign-in, whatever is required of them by then (ruling 35). */
  readonly mustEnroll = new Set<string>();
  /** The override `required` of those who are no members any more (ruling 26). */
  readonly kept = new Map<string, { readonly setAt: number; readonly until: number }>();
  readonly sessions: Session[] = [];

  mayEnforce = (now: number) => this.plan !== 'free' && now < this.trialEndsAt;
  mostSeats = () => (this.plan === 'free' ? included.free : unlimited);
  seatLimit = () => Math.min(this.seats, this.mostSeats());
  pending = (now: number) => [...this.invitations].filter(([, until]) => now < until).map(([email]) => email);
  seatsInUse = (now: number) => this.members.size + this.pending(now).length;
  isExempt = (member: Member, now: number) => member.override === 'exempt' && now < member.exemptUntil;

  isLastOwner(email: string): boolean {
    const owners = [...this.members].filter(([, { role, isSuspended }]) => role === 'owner' && !isSuspended);
    return owners.length === 1 && owners[0]?.[0] === email;
  }

  /** Whom `when_compliant` waits for: suspended and exempt members do not block (ruling 15). */
  unprotected(now: number): readonly string[] {
    return [...this.members]
      .filter(([email, one]) => !one.isSuspended && !this.isExempt(one, now) && !this.factors.has(email))
      .map(([email]) => email);
  }

  /** The policy that requires MFA of a person in a session opened then; null when none does. */
  requirement(email: string, openedAt: number, now: number): Policy | null {
    const member = this.members.get(email);
    if (member === undefined || member.isSuspended || this.isExempt(member, now)) return null;
    return this.walk(member, openedAt, now).inForce;
  }

  /** Whether a member is asked for a factor now or from an instant that is announced, suspended or not. */
  wantsFactor(email: string, now: number): boolean {
    const member = this.members.get(email);
    if (member === undefined || !this.mayEnforce(now) || this.isExempt(member, now)) return false;
    for (const policy of this.policies) {
      if (policy.requires === 'everyone' || member.override === 'required') return true;
      if (policy.startsAt <= now) return false;
    }
    return false;
  }

  /** From the newest policy back to the first that has started for this member and reaches this session. */
  private walk(member: Member, openedAt: number, now: number) {
    const opened = Math.max(openedAt, member.joinedAt);
    const ends: number[] = [];
    for (const policy of this.mayEnforce(now) ? this.policies : []) {
      const isRequired = policy.requires === 'everyone' || member.override === 'required';
      if (!isRequired && policy.startsAt <= now) break;
      if (!isRequired) continue;
      const start = startOf(policy, member);
      if (now < start.at) continue;
      if (start.endsSessions && opened < start.at) ends.push(start.at);
      if (start.reaches === 'every_session' || opened >= start.at) return { inForce: policy, ends };
    }
    return { inForce: null, ends };
  }

  /** Whether a session opens anything now: at a refresh, at userinfo, in its browser. */
  isAlive(session: Session, now: number): Verdict {
    const { email, openedAt, hasProven } = session;
    const age = now - openedAt;
    if (session.ended === 'yes' || age >= 30 * 24 * hour + slack) return 'no';
    const policy = this.requirement(email, openedAt, now);
    const isSpared = now < session.sparedUntil && (policy === null || policy.remembersMs > 0);
    const isAsked = this.factors.has(email) || this.mustEnroll.has(email) || policy !== null;
    if (isAsked && !hasProven && !isSpared) return 'no';
    // 24 h overall and 1 h idle, counted from when MFA began to be required, unless a policy says otherwise.
    const mayBeTooOld = isAsked && (age >= 24 * hour - slack || now - session.seenAt >= hour - slack);
    const isOpen = session.ended === 'either' || mayBeTooOld || age >= 30 * 24 * hour - slack;
    return isOpen || session.sparedUntil > 0 ? 'either' : 'yes';
  }

  /** What time alone has changed; comes before every change (ruling 6). */
  settle(now: number): void {
    const last = Math.min(now, this.trialEndsAt - 1);
    for (const session of this.sessions) {
      const member = this.members.get(session.email);
      if (member === undefined || session.ended === 'yes' || this.isExempt(member, last)) continue;
      const confirmedAt = this.factors.get(session.email) ?? Number.POSITIVE_INFINITY;
      const isEnded = this.walk(member, session.openedAt, last).ends.some((at) => confirmedAt > at);
      if (isEnded && member.isSuspended) this.leaveOpen(session.email);
      else if (isEnded) session.ended = 'yes';
    }
    if (!this.mayEnforce(now)) this.lapse(now);
  }

  /** No ruling says whether a deadline ends the sessions of a suspended member, and with them those from after it. */
  private leaveOpen(email: string): void {
    for (const session of this.sessions)
      if (session.email === email && session.ended === 'no') session.ended = 'either';
  }

  /** The plan does not allow enforcement any more (T14); nothing of it comes back (T17). */
  private lapse(now: number): void {
    this.policies = [chosenPeople];
    this.kept.clear();
    for (const member of this.members.values()) {
      if (member.override === 'required') Object.assign(member, { override: 'inherit', overrideSetAt: now });
    }
  }

  join(email: string, role: Role, now: number): void {
    const fresh = { override: 'inherit', overrideSetAt: 0, exemptUntil: 0, isSuspended: false } as const;
    const kept = this.kept.get(email);
    const again = kept !== undefined && now < kept.until;
    const former = again ? ({ override: 'required', overrideSetAt: kept.setAt } as const) : {};
    this.members.set(email, { ...fresh, ...former, role, joinedAt: now });
    this.kept.delete(email);
  }

  /** Whoever was required to have MFA still is for 90 days, wherever the membership went (ruling 26). */
  leave(email: string, now: number): void {
    const member = this.members.get(email);
    if (member?.override === 'required')
      this.kept.set(email, { setAt: member.overrideSetAt, until: now + 90 * 24 * hour });
    this.members.delete(email);
  }

  /** Whoever loses a membership loses the grants that carried it (ruling 1). */
  revokeGrants(email: string): void {
    for (const session of this.sessions) if (session.email === email) session.revoked = 'yes';
  }

  /** The other sessions of who enrols are over (D32). */
  enroll(email: string, now: number): void {
    this.endSessions(email);
    this.factors.set(email, now);
    this.mustEnroll.delete(email);
  }

  /** The factor is gone with the device; where the policy wants one, the next sign-in sets it up (ruling 35). */
  resetDevice(email: string, now: number): void {
    if (this.wantsFactor(email, now)) this.mustEnroll.add(email);
    this.factors.delete(email);
    this.endSessions(email);
  }

  /** All sessions of a person are over, in their browsers and at their applications. */
  endSessions(email: string): void {
    for (const session of this.sessions) if (session.email === email) session.ended = 'yes';
  }
}

/** When and how far a policy reaches one member whom it requires. */
function startOf(policy: Policy, member: Member) {
  const isNewer = member.override !== 'exempt' && member.overrideSetAt > policy.savedAt;
  const { startsAt, reaches, endsSessions } = policy;
  if (policy.requires === 'chosen') {
    return { at: isNewer ? Math.max(startsAt, member.overrideSetAt) : startsAt, reaches, endsSessions };
  }
  // Ruling 19: enforcing one member again binds at once and ends the sessions of an unprotected one (T20).
  const isAgain = isNewer && (member.override === 'required' || member.overrideSetAt >= startsAt);
  if (isAgain) return { at: member.overrideSetAt, reaches: 'every_session' as const, endsSessions: true };
  // The end of an exemption is a deadline of this member alone.
  const until = member.override === 'exempt' ? member.exemptUntil : 0;
  if (until > startsAt) return { at: until, reaches: 'every_session' as const, endsSessions };
  return { at: startsAt, reaches, endsSessions };
}
