import { z } from 'zod';
import { factorKinds } from '../../../../policy/factors/factor-kinds.ts';
import { withCounting } from '../../../../self-service/access/own-devices.ts';
import { ownMemberships } from '../../../../self-service/own-account.ts';
import { type OwnData, ownData } from '../../../../self-service/own-data.ts';
import type { WebDeps } from '../../../http/context.ts';
import { endpoint } from '../../access/endpoint.ts';
import { oneself } from '../../access/endpoint-access.ts';
import { browserFields, instantField } from '../../answers/answer-fields.ts';
import { userDocument, userSchema } from '../../answers/user-document.ts';
import { myselfOf } from '../../input/self-service-context.ts';
import { membershipDocument, membershipSchema } from './document.ts';
import { grantDocuments, grantSchema } from './grants.ts';
import { deviceDocument, deviceSchema } from './remembered-devices.ts';

const exportSchema = z
  .object({
    exported_at: instantField,
    account: userSchema,
    last_language: z
      .string()
      .nullable()
      .describe('of the pages of the last sign-in; mails are in it where the account has no locale'),
    password_changed_at: instantField.nullable().describe('null: nobody knows'),
    factors: z.array(
      z
        .object({
          kind: z.enum(factorKinds),
          nickname: z.string(),
          confirmed_at: instantField,
          last_used_at: instantField.nullable(),
        })
        .meta({ id: 'ExportedFactor' }),
    ),
    recovery_codes_left: z.int(),
    memberships: z.array(membershipSchema),
    sessions: z.array(
      z
        .object({
          opened_at: instantField,
          last_seen_at: instantField,
          source: z.string(),
          ...browserFields,
        })
        .meta({ id: 'ExportedSession' }),
    ),
    remembered_devices: z.array(deviceSchema),
    applications: z.array(grantSchema),
    consents: z.array(
      z
        .object({
          client_id: z.string(),
          scopes: z.array(z.string()),
          claims: z.array(z.string()),
          resources: z.record(z.string(), z.array(z.string())),
          agreed_at: instantField,
          expires_at: instantField,
        })
        .meta({ id: 'ExportedConsent' }),
    ),
    activity: z.array(
      z
        .object({
          at: instantField,
          type: z.string(),
          by: z.string().describe('`user`, `operator`, `system` or `anonymous`'),
          source_address: z.string().nullable(),
          detail: z.record(z.string(), z.unknown()),
        })
        .meta({ id: 'ExportedEvent' }),
    ),
  })
  .meta({ id: 'OwnData' });

const exportMe = endpoint({
  method: 'GET',
  path: '/me/export',
  operationId: 'exportMe',
  summary: 'All that is stored about the caller, but for secrets; who has a factor has proven it lately',
  access: oneself('where_it_loosens'),
  status: 200,
  answer: exportSchema,
  refusals: ['mfa_required'],
  async handle(request) {
    const { deps, now } = request;
    const data = await ownData(deps.operations.db, myselfOf(request));
    return { body: await exportDocument(deps, data, now) };
  },
});

async function exportDocument(
  deps: WebDeps,
  data: OwnData,
  now: Date,
): Promise<z.input<typeof exportSchema>> {
  const { person, sessions, devices, grants, consents, activity } = data;
  return {
    exported_at: now.toISOString(),
    account: userDocument(person.user),
    last_language: person.user.language,
    password_changed_at: person.user.passwordChangedAt?.toISOString() ?? null,
    factors: person.factors.map(({ kind, nickname, confirmedAt, lastUsedAt }) => ({
      kind,
      nickname,
      confirmed_at: confirmedAt.toISOString(),
      last_used_at: lastUsedAt?.toISOString() ?? null,
    })),
    recovery_codes_left: person.recoveryCodesLeft,
    memberships: ownMemberships(person, deps.operations.plans, now).map(membershipDocument),
    sessions: sessions.map(({ openedAt, lastSeenAt, sourcePrefix: source, browser, system }) => ({
      opened_at: openedAt.toISOString(),
      last_seen_at: lastSeenAt.toISOString(),
      source,
      browser,
      system,
    })),
    remembered_devices: withCounting(deps.operations, devices, { person, now }).map(deviceDocument),
    applications: await grantDocuments(deps, grants),
    consents: consents.map(consentDocument),
    // Who else did it is not theirs to have.
    activity: activity.map(({ at, type, actor, sourceAddress, detail }) => ({
      at: at.toISOString(),
      type,
      by: actor.kind,
      source_address: actor.id === person.user.id || actor.kind === 'anonymous' ? sourceAddress : null,
      detail: { ...detail },
    })),
  };
}

function consentDocument({ clientId, terms, agreedAt, expiresAt }: OwnData['consents'][number]) {
  return {
    client_id: clientId,
    scopes: [...terms.scopes],
    claims: [...terms.claims],
    resources: Object.fromEntries(Object.entries(terms.resources).map(([uri, scopes]) => [uri, [...scopes]])),
    agreed_at: agreedAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

export const myExportEndpoints = [exportMe];
