import { randomBytes } from 'node:crypto';
import type { IDToken, UserInfoResponse } from 'openid-client';

/** A sign-in under way at the provider; found again by its `state`. */
export interface PendingSignIn {
  readonly clientId: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** What was asked for beyond a plain sign-in, in words. */
  readonly asked: string;
  /** The level that was asked for, `2` or `3`; null: whatever is proven. */
  readonly askedLevel: string | null;
}

/** Tokens never leave the server; the page shows the claims. */
export interface SignIn {
  readonly clientId: string;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly claims: IDToken;
  /** From userinfo, where `profile` belongs; null when it was not told. */
  readonly name: string | null;
  readonly userinfo: UserInfoResponse | null;
  readonly asked: string;
  readonly askedLevel: string | null;
  readonly refreshedAt: Date | null;
}

export interface Session {
  readonly pending: Map<string, PendingSignIn>;
  signIn: SignIn | null;
  /** Shown once on the next page. */
  notice: string | null;
}

export interface Sessions {
  find(id: string | undefined): Session | null;
  /** Opens a session, with the sign-in of an older one if given; the older id is dead afterwards. */
  open(signIn: SignIn | null, oldId?: string): { readonly id: string; readonly session: Session };
  end(id: string | undefined): void;
}

/** Sessions in memory; the oldest goes when there are more. */
const capacity = 1000;

/** Tabs in which one browser can be signing in at a time. */
const pendingCapacity = 10;

export function createSessions(): Sessions {
  const sessions = new Map<string, Session>();
  return {
    find: (id) => (id === undefined ? null : (sessions.get(id) ?? null)),
    open: (signIn, oldId) => {
      if (oldId !== undefined) sessions.delete(oldId);
      const id = randomBytes(24).toString('base64url');
      const session: Session = { pending: new Map(), signIn, notice: null };
      sessions.set(id, session);
      dropOldest(sessions, capacity);
      return { id, session };
    },
    end: (id) => {
      if (id !== undefined) sessions.delete(id);
    },
  };
}

/** Notes a sign-in that has been started; the oldest of too many is forgotten. */
export function rememberPending(session: Session, state: string, pending: PendingSignIn): void {
  session.pending.set(state, pending);
  dropOldest(session.pending, pendingCapacity);
}

/** A started sign-in by its state, once. */
export function takePending(session: Session, state: string): PendingSignIn | null {
  const pending = session.pending.get(state) ?? null;
  session.pending.delete(state);
  return pending;
}

function dropOldest<Value>(map: Map<string, Value>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
