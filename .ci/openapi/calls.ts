import createClient from 'openapi-fetch';
import type { components, paths } from './generated/api.ts';

type Schemas = components['schemas'];

/** What the generated client is asked to do. Each type below is written down here, so that `tsc` holds the generated
 * ones against it: a field that becomes optional, or `unknown`, does not pass. */
export function callsOf(issuer: string, token: string) {
  const api = createClient<paths>({
    baseUrl: `${issuer}/api/v1`,
    headers: { authorization: `Bearer ${token}` },
  });
  const params = { path: { slug: 'acme' } };
  return {
    /** A challenge that is an object. @returns the policy as it was saved */
    async setEnforcement(): Promise<Schemas['Enforcement']> {
      const { data, error } = await api.PUT('/organizations/{slug}/enforcement', {
        params,
        body: { preset: 'by-midnight', challenge: { max_age_seconds: 43_200, remembered_device_days: 7 } },
      });
      if (error !== undefined) throw refused(error);
      return data;
    },

    /** @returns after how many seconds the policy asks again; null for no such limit */
    async readEnforcement(): Promise<number | null | undefined> {
      const { data, error } = await api.GET('/organizations/{slug}/enforcement', { params });
      if (error !== undefined) throw refused(error);
      const { challenge } = data;
      return challenge === 'every_sign_in' ? 0 : challenge.max_age_seconds;
    },

    /** @returns what a conditional change is made from */
    async readOrganization(): Promise<{ readonly name: string; readonly version: string }> {
      const { data, error, response } = await api.GET('/organizations/{slug}', { params });
      if (error !== undefined) throw refused(error);
      return { name: data.name, version: response.headers.get('etag') ?? '' };
    },

    /** @returns the new name, or the problem that the server answers */
    async rename(name: string, version: string): Promise<string | Schemas['Problem']> {
      const { data, error } = await api.PATCH('/organizations/{slug}', {
        params: { ...params, header: { 'If-Match': version } },
        body: { name },
      });
      return error ?? data.name;
    },

    /** @returns when the invitation ends */
    async invite(email: string): Promise<Date> {
      const { data, error } = await api.POST('/organizations/{slug}/invitations', {
        params: { ...params, header: { 'Idempotency-Key': `invitation of ${email}` } },
        body: { email, role: 'admin' },
      });
      if (error !== undefined) throw refused(error);
      return new Date(data.expires_at);
    },

    /** @returns addresses and states of the members that have a status */
    async membersWith(status: Schemas['Member']['status']): Promise<readonly string[]> {
      const { data, error } = await api.GET('/organizations/{slug}/members', {
        params: { ...params, query: { status, limit: 10 } },
      });
      if (error !== undefined) throw refused(error);
      return data.items.map(({ email, role }) => `${email}: ${role}`);
    },
  };
}

const change = (body: Schemas['EnforcementChange']) => body;
const invitation = (body: Schemas['InviteRequest']) => body;
const seats = (body: Schemas['SetSeatsRequest']) => body;
const problem = (answer: Schemas['Problem']) => answer;
const path = (name: keyof paths) => name;

/** Each of these has to be an error, or the types allow anything. */
export const refusedByTypes = [
  // @ts-expect-error a number of days
  change({ grace_days: 'seven' }),
  // @ts-expect-error a number of seconds
  change({ challenge: { max_age_seconds: '1' } }),
  // @ts-expect-error no such word
  change({ challenge: 'never' }),
  // @ts-expect-error no such level
  change({ minimum_acr: 4 }),
  // @ts-expect-error a role that does not exist
  invitation({ email: 'bob@acme.example', role: 'king' }),
  // @ts-expect-error seats have to be said
  seats({}),
  // @ts-expect-error a code of no refusal
  problem({ type: 'about:blank', title: 'No', status: 400, code: 'no' }),
  // @ts-expect-error a path that does not exist
  path('/organizations/{slug}/kings'),
];

function refused({ code, title, status }: Schemas['Problem']): Error {
  return new Error(`${status} ${code}: ${title}`);
}
