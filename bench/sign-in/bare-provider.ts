/**
 * The bare flow to compare with: node-oidc-provider on the same PostgreSQL, a login form that believes whatever it is
 * told, and nothing else: no password, no second factor, no policy.
 */
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import pg from 'pg';
import { answerQuestions } from './answers.ts';

const port = Number(process.env.PORT);
const issuer = `http://localhost:${port}`;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL ?? '', max: 10 });

await pool.query(`CREATE TABLE IF NOT EXISTS bare_records (
  id text NOT NULL, model text NOT NULL, payload jsonb NOT NULL, grant_id text, uid text, consumed_at timestamptz,
  expires_at timestamptz, PRIMARY KEY (id, model))`);
await pool.query('CREATE INDEX IF NOT EXISTS bare_records_grant ON bare_records (grant_id)');
await pool.query('CREATE INDEX IF NOT EXISTS bare_records_uid ON bare_records (uid)');

const client = {
  client_id: 'bare',
  client_secret: 'bare-secret',
  redirect_uris: ['http://localhost:1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
};

/** The plainest adapter that works. */
function adapter(model: string) {
  const find = async (column: string, value: string) => {
    const { rows } = await pool.query(
      `SELECT payload, consumed_at FROM bare_records WHERE ${column} = $1 AND model = $2`,
      [value, model],
    );
    if (rows[0] === undefined) return undefined;
    return { ...rows[0].payload, ...(rows[0].consumed_at === null ? {} : { consumed: true }) };
  };
  return {
    async upsert(id: string, payload: Record<string, unknown>, expiresIn: number) {
      await pool.query(
        `INSERT INTO bare_records (id, model, payload, grant_id, uid, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id, model) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`,
        [
          id,
          model,
          payload,
          payload.grantId ?? null,
          payload.uid ?? null,
          new Date(Date.now() + expiresIn * 1000),
        ],
      );
    },
    find: (id: string) =>
      model === 'Client' ? Promise.resolve(id === 'bare' ? client : undefined) : find('id', id),
    findByUid: (uid: string) => find('uid', uid),
    findByUserCode: async () => undefined,
    async consume(id: string) {
      await pool.query('UPDATE bare_records SET consumed_at = now() WHERE id = $1 AND model = $2', [
        id,
        model,
      ]);
    },
    async destroy(id: string) {
      await pool.query('DELETE FROM bare_records WHERE id = $1 AND model = $2', [id, model]);
    },
    async revokeByGrantId(grantId: string) {
      await pool.query('DELETE FROM bare_records WHERE grant_id = $1 AND model = $2', [grantId, model]);
    },
  };
}

const provider = new Provider(issuer, {
  adapter,
  cookies: { keys: ['a key of the bench'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
  issueRefreshToken: async () => true,
  async loadExistingGrant(ctx) {
    const { client: asking, session } = ctx.oidc;
    if (asking === undefined || session?.accountId === undefined) return undefined;
    const grant = new ctx.oidc.provider.Grant({ accountId: session.accountId, clientId: asking.clientId });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
});

const handle = provider.callback();

createServer(async (request, response) => {
  if (!request.url?.startsWith('/interaction/')) return handle(request, response);
  if (request.method === 'GET') {
    await provider.interactionDetails(request, response);
    response.setHeader('content-type', 'text/html');
    return response.end('<form method="post"><input name="account"><button>Sign in</button></form>');
  }
  const body = await new Response(request as unknown as ReadableStream).text();
  const accountId = new URLSearchParams(body).get('account') ?? 'nobody';
  await provider.interactionFinished(request, response, { login: { accountId } });
}).listen(port, 'localhost', () => process.send?.('ready'));

answerQuestions();
