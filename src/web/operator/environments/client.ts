import { provesBySecret, rotateClientSecret } from '../../../environments/rotate-client-secret.ts';
import type { ClientInEnvironment } from '../../../environments/store.ts';
import type { Instant, Level } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { noonOf } from '../../words/used-day.ts';
import { clientName } from './all-clients.ts';

/** A registered application or machine, without its secret but for the moment in which it is made. */
export interface ClientModel extends AreaFrame {
  readonly id: string;
  readonly client: string;
  readonly environment: string;
  readonly firstParty: boolean;
  readonly requireLevel: Level | null;
  /** Whose members alone it serves. */
  readonly organization: { readonly slug: string; readonly name: string } | null;
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  readonly createdAt: Instant;
  /** Null: never. */
  readonly lastUsedAt: Instant | null;
  readonly hasSecret: boolean;
  /** Shown once it was made, for ten minutes at most and to the session that made it; null before. */
  readonly secret: string | null;
}

const place = 'operator/environments.client';

export const clientPage: AreaPage<ClientModel> = {
  area: 'operator/environments',
  name: 'client',
  path: '/operator/clients/:client',
  tab: 'environments',
  access: operatorOnly,
  actions: ['rotate', 'done'],
  keepsMore: true,
  head: (words, { client, problem }) => ({
    title: words.say(`${place}.title`, { client }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { client, environment, lastUsedOn } = await clientMeant(visit);
    const { organizationId, metadata } = client;
    const { organizations } = visit.deps.operations.db;
    const found = organizationId === null ? null : await organizations.findById(organizationId);
    return {
      id: client.clientId,
      client: clientName(client),
      environment: environment.name,
      firstParty: client.firstParty,
      requireLevel: client.requireLevel,
      organization: found && { slug: found.slug, name: found.name },
      redirectUris: textsIn(metadata.redirect_uris),
      grantTypes: textsIn(metadata.grant_types),
      createdAt: client.createdAt.getTime(),
      lastUsedAt: noonOf(lastUsedOn),
      hasSecret: provesBySecret(metadata),
      secret: await keptSecret(visit),
    };
  },
  async submit(visit) {
    const { deps, form, ctx } = visit;
    const { client } = await clientMeant(visit);
    const to = `/operator/clients/${encodeURIComponent(client.clientId)}`;
    if (form.action === 'done') return { to };
    const secret = await rotateClientSecret(deps.operations, operatorDeed(visit), client.clientId);
    return { to: ctx.path, keep: { shown: secret } };
  },
};

/** @throws Refusal `not_found` */
async function clientMeant({ deps, ctx }: Visit): Promise<ClientInEnvironment> {
  const found = await deps.operations.db.clients.find(ctx.params.client ?? '');
  if (found === null) throw new Refusal('not_found');
  return found;
}

async function keptSecret({ deps, caller, ctx, now }: Visit): Promise<string | null> {
  const kept = await deps.runtime.db.pageMemory.keptForm(caller.sessionHash, ctx.path, now);
  return kept?.shown ?? null;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
