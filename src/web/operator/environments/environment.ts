import { readAddressList } from '../../../documents/address-list.ts';
import { readEmailAddress } from '../../../documents/email-address.ts';
import type { Environment } from '../../../environments/environment.ts';
import { mostPilotUsers } from '../../../environments/pilot.ts';
import { setEnvironmentMfa } from '../../../environments/set-environment-mfa.ts';
import type { EnvironmentMfa } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';
import type { Form } from '../../forms/form.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { allClients, clientName } from './all-clients.ts';

/** Whether MFA counts at the clients of an environment, and for whom first. */
export interface EnvironmentModel extends AreaFrame {
  readonly slug: string;
  readonly mfa: EnvironmentMfa;
  /** Names of those that it concerns. */
  readonly clients: readonly string[];
  /** As it was typed. */
  readonly wanted: { readonly mfa: EnvironmentMfa; readonly percent: string; readonly users: string };
  /** What follows, once it was asked for; null before. */
  readonly preview: { readonly mfa: EnvironmentMfa; readonly users: number; readonly percent: number } | null;
}

const place = 'operator/environments.environment';

const choices: readonly EnvironmentMfa[] = ['off', 'pilot', 'on'];

export const environmentPage: AreaPage<EnvironmentModel> = {
  area: 'operator/environments',
  name: 'environment',
  path: '/operator/environments/:name',
  tab: 'environments',
  access: operatorOnly,
  actions: ['preview', 'continue'],
  head: (words, { slug, problem }) => ({
    title: words.say(`${place}.title`, { environment: slug }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { deps, form, problem } = visit;
    const { name, mfa, pilot } = await environmentMeant(visit);
    const clients = await allClients(deps.operations.db);
    const wanted = {
      mfa: choices.find((each) => each === form.mfa) ?? mfa,
      percent: form.percent ?? String(pilot.percent),
      users: form.users ?? pilot.users.join('\n'),
    };
    const isAsked = form.mfa !== undefined && problem === null;
    return {
      slug: name,
      mfa,
      clients: clients
        .filter(({ environment }) => environment.name === name)
        .map(({ client }) => clientName(client)),
      wanted,
      preview: isAsked ? previewOf(form) : null,
    };
  },
  async submit(visit) {
    const { deps, form, ctx } = visit;
    const { name } = await environmentMeant(visit);
    const { mfa, users, percent } = wantedIn(form);
    if (form.action === 'preview') {
      const { users: text = '', percent: typed = '' } = form;
      return { to: ctx.path, keep: { mfa, users: text, percent: typed } };
    }
    const change = { name, mfa, pilot: { users, percent }, missing: 'refuse' } as const;
    await setEnvironmentMfa(deps.operations.db, operatorDeed(visit), change);
    const notice = { key: `${place}.done.${mfa}`, values: { environment: name } };
    return { to: '/operator/environments', notice };
  },
};

/** @throws Refusal `not_found` */
async function environmentMeant({ deps, ctx }: Visit): Promise<Environment> {
  const name = ctx.params.name ?? '';
  const found = await deps.operations.db.environments.find(name);
  if (found === null) throw new Refusal('not_found');
  return found;
}

/** What was kept may have been refused before: then there is nothing to say of it. */
function previewOf(form: Form): EnvironmentModel['preview'] {
  try {
    const { mfa, users, percent } = wantedIn(form);
    return { mfa, users: users.length, percent };
  } catch (error) {
    if (error instanceof FieldRefused) return null;
    throw error;
  }
}

/** @throws FieldRefused `invalid_request`, and `email_malformed` with the lines that are no addresses */
function wantedIn(form: Form) {
  const mfa = choices.find((each) => each === form.mfa);
  if (mfa === undefined) throw new FieldRefused('mfa', 'invalid_request');
  const percent = (form.percent ?? '').trim() || '0';
  if (!/^(100|\d{1,2})$/.test(percent)) throw new FieldRefused('percent', 'invalid_request');
  return { mfa, percent: Number(percent), users: addressesIn(form.users ?? '') };
}

function addressesIn(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const list = readAddressList(text);
  if (!list.ok) throw new FieldRefused('users', 'invalid_request');
  const read = list.addresses.map(({ line, text: typed }) => ({
    line,
    typed,
    read: readEmailAddress(typed),
  }));
  if (read.length > mostPilotUsers) throw new FieldRefused('users', 'body_too_large');
  const wrong = read.filter(({ read: { ok } }) => !ok).map(({ line, typed }) => `${line}: ${typed}`);
  if (wrong.length > 0) throw new FieldRefused('users', 'email_malformed', { list: wrong.slice(0, 20) });
  return read.flatMap(({ read: address }) => (address.ok ? [address.email] : []));
}
