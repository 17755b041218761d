import { readFileSync } from 'node:fs';
import type { Context, Middleware } from 'koa';
import { ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { packagePath } from '../../src/package-root.ts';
import { signedInPage, type Trouble, troublePage, welcomePage } from './pages.ts';
import { isOwnClient, type RelyingParty } from './relying-party.ts';
import { rememberPending, type Session, type Sessions, takePending } from './sessions.ts';
import { troubleOf, unknownSignIn } from './troubles.ts';

interface Application {
  readonly relyingParty: RelyingParty;
  readonly sessions: Sessions;
  /** Own address, without a slash at the end. */
  readonly url: string;
}

type Handler = (ctx: Context, application: Application) => Promise<void> | void;

const cookieName = 'demo_session';

const style = readFileSync(packagePath('examples/demo-application/style.css'), 'utf8');

const routes: Readonly<Record<string, Handler>> = {
  'GET /': showHome,
  'GET /style.css': sendStyle,
  'GET /sign-in': startSignIn,
  'GET /callback': finishSignIn,
  'POST /refresh': refresh,
  'POST /userinfo': askUserinfo,
  'POST /sign-out': signOut,
};

/** Answers every request of the application; errors of the provider become a page with the way back. */
export function handleRequest(application: Application): Middleware {
  return async (ctx) => {
    const handler = routes[`${ctx.method} ${ctx.path}`];
    if (handler === undefined) return show(ctx, 404, notFound);
    try {
      await handler(ctx, application);
    } catch (error) {
      show(ctx, isProviderAnswer(error) ? 400 : 502, troubleOf(error));
    }
  };
}

const notFound: Trouble = {
  title: 'There is no such page',
  explanation: 'The address is not one of this application.',
  details: null,
};

function showHome(ctx: Context, { relyingParty, sessions }: Application) {
  const session = sessions.find(ctx.cookies.get(cookieName));
  const notice = session?.notice ?? null;
  if (session !== null) session.notice = null;
  const { clients } = relyingParty;
  const signIn = session?.signIn ?? null;
  ctx.type = 'html';
  ctx.body = signIn === null ? welcomePage(clients, notice) : signedInPage(signIn, clients, notice);
}

function sendStyle(ctx: Context) {
  ctx.type = 'css';
  ctx.body = style;
}

async function startSignIn(ctx: Context, { relyingParty, sessions }: Application) {
  const clientId = textOf(ctx.query.client);
  const level = textOf(ctx.query.level);
  if (!isOwnClient(relyingParty.clients, clientId)) return show(ctx, 404, notFound);
  const { url, state, pending } = await relyingParty.start({
    clientId,
    level: ['1', '2', '3'].includes(level) ? level : null,
    withOrganization: ctx.query.organization !== 'no',
  });
  const session = sessions.find(ctx.cookies.get(cookieName)) ?? openSession(ctx, sessions);
  rememberPending(session, state, pending);
  redirect(ctx, url.href);
}

async function finishSignIn(ctx: Context, { relyingParty, sessions, url }: Application) {
  const id = ctx.cookies.get(cookieName);
  const session = sessions.find(id);
  const state = textOf(ctx.query.state);
  const pending = session === null ? null : takePending(session, state);
  if (session === null || pending === null) return leaveAside(ctx, session);
  const signIn = await relyingParty.finish(new URL(ctx.url, url), state, pending);
  // A new id, so that one planted before the sign-in is worth nothing after it.
  const opened = sessions.open(signIn, id);
  opened.session.notice = 'Back from the sign-in service.';
  setCookie(ctx, opened.id);
  redirect(ctx, '/');
}

/** An answer that nobody here waits for, for instance of a tab that was opened before another one signed in. */
function leaveAside(ctx: Context, session: Session | null) {
  if (!session?.signIn) return show(ctx, 400, unknownSignIn);
  session.notice = 'You had signed in already; what another tab brought back was left aside.';
  redirect(ctx, '/');
}

async function refresh(ctx: Context, { relyingParty, sessions }: Application) {
  const session = sessions.find(ctx.cookies.get(cookieName));
  if (!session?.signIn) return redirect(ctx, '/');
  try {
    session.signIn = await relyingParty.refresh(session.signIn);
  } catch (error) {
    // The provider took the sign-in back: the application may not go on with what it was told before.
    if (error instanceof ResponseBodyError && error.error === 'invalid_grant') session.signIn = null;
    throw error;
  }
  redirect(ctx, '/');
}

async function askUserinfo(ctx: Context, { relyingParty, sessions }: Application) {
  const session = sessions.find(ctx.cookies.get(cookieName));
  if (!session?.signIn) return redirect(ctx, '/');
  session.signIn = await relyingParty.userinfo(session.signIn);
  redirect(ctx, '/#userinfo');
}

async function signOut(ctx: Context, { relyingParty, sessions }: Application) {
  const id = ctx.cookies.get(cookieName);
  const signIn = sessions.find(id)?.signIn ?? null;
  sessions.end(id);
  ctx.cookies.set(cookieName, null);
  if (signIn === null) return redirect(ctx, '/');
  redirect(ctx, (await relyingParty.signOutUrl(signIn)).href);
}

function openSession(ctx: Context, sessions: Sessions): Session {
  const { id, session } = sessions.open(null);
  setCookie(ctx, id);
  return session;
}

function setCookie(ctx: Context, id: string) {
  // Lax: the cookie has to come along when the provider sends the browser back.
  ctx.cookies.set(cookieName, id, { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true });
}

function show(ctx: Context, status: number, trouble: Trouble) {
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = troublePage(trouble);
}

function redirect(ctx: Context, target: string) {
  ctx.redirect(target);
  // 303 turns an accepted POST into a GET.
  ctx.status = 303;
}

function isProviderAnswer(error: unknown): boolean {
  const isChallenge = error instanceof WWWAuthenticateChallengeError;
  return isChallenge || error instanceof ResponseBodyError || troubleOf(error).details !== null;
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
