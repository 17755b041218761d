import { presetNames, presets } from '../../../../../src/policy/enforcement/presets.ts';
import type { ChangeModel } from '../../../../../src/web/console/enforcement/change.ts';
import { draftOfFields } from '../../../../../src/web/console/enforcement/draft-fields.ts';
import type { DraftModel } from '../../../../../src/web/console/enforcement/draft-model.ts';
import type { EnforcementModel } from '../../../../../src/web/console/enforcement/enforcement.ts';
import type { PreviewModel } from '../../../../../src/web/console/enforcement/preview.ts';
import type { ShownPreview } from '../../../../../src/web/console/enforcement/preview-model.ts';
import type { RevokeModel } from '../../../../../src/web/console/enforcement/revoke.ts';
import type { ShownPolicy } from '../../../../../src/web/console/enforcement/shown-policy.ts';
import { consoleFrame, midnight } from '../../../support/frames.ts';

const { now, timeZone } = consoleFrame.area;

export const draft = {
  preset: 'by-midnight',
  ...draftOfFields(
    { ...presets['by-midnight'], activation: { deadline: new Date(midnight).toISOString() } },
    { timeZone, now },
  ),
};

const start: DraftModel = {
  presets: presetNames,
  preset: 'by-midnight',
  draft,
  tonight: midnight,
  href: '/console/acme/enforcement/change',
};

const chosen: ShownPolicy = {
  required: 'nobody',
  activation: { kind: 'next_sign_in', at: null },
  sessions: 'keep',
  selfDisable: 'forbid',
  joining: 'at_next_sign_in',
  challenge: { kind: 'every_sign_in', maxAgeSeconds: null, newAddress: false, rememberedDeviceDays: null },
  sessionMaxDays: null,
  factors: ['totp', 'webauthn'],
  minimumLevel: 2,
  enrollmentProof: 'mailbox',
  graceDays: 0,
};

const byMidnight: ShownPolicy = {
  ...chosen,
  required: 'everyone',
  activation: { kind: 'deadline', at: midnight },
  sessions: 'end_at_deadline',
  challenge: { kind: 'again', maxAgeSeconds: 86_400, newAddress: true, rememberedDeviceDays: 1 },
  sessionMaxDays: 30,
  graceDays: 14,
};

const silent = [
  { environment: 'staging', mfa: 'off' },
  { environment: 'preview', mfa: 'pilot' },
] as const;

export const enforcementModel: EnforcementModel = {
  ...consoleFrame,
  organization: 'Acme',
  slug: 'acme',
  phase: 'off',
  entitlement: 'allowed',
  members: 48,
  protected: 41,
  chosen: 0,
  saved: chosen,
  inForce: chosen,
  startsAt: midnight,
  change: null,
  environments: silent,
  start,
};

/** Once it was turned on for a date. */
export const scheduledModel: EnforcementModel = {
  ...enforcementModel,
  phase: 'scheduled',
  chosen: 2,
  saved: byMidnight,
  change: { by: 'Ann Marsh', at: now - 60_000 },
  start: null,
};

export const changeModel: ChangeModel = {
  ...consoleFrame,
  organization: 'Acme',
  slug: 'acme',
  entitlement: 'allowed',
  start,
};

const preview: ShownPreview = {
  version: 'v1',
  counts: {
    members: 48,
    calm: 41,
    notProtected: 7,
    signedOut: 6,
    lockedOut: 1,
    exempt: 1,
    invitations: 3,
  },
  startsAt: midnight,
  isEnforcing: false,
  isSkipped: false,
  awkward: ['soon', 'night', 'weekend'],
  people: [
    { id: 'u1', email: 'mira@acme.example', name: 'Mira Okafor', signedOutAt: midnight, needsTicket: true },
    { id: null, email: 'bram@acme.example', name: null, signedOutAt: null, needsTicket: false },
  ],
  others: ['daan@acme.example'],
  exempt: ['emma@acme.example'],
  invitations: ['lena@acme.example'],
  loneOwner: 'ann@acme.example',
  stops: { unprotected: [], owners: [] },
  sendsTestMail: true,
  before: chosen,
  after: byMidnight,
  changed: ['required', 'activation', 'sessions', 'challenge', 'sessionMaxDays', 'graceDays'],
  unchanged: ['selfDisable', 'factors', 'minimumLevel', 'enrollmentProof', 'joining'],
  standing: '7',
  environments: silent,
};

export const previewModel: PreviewModel = {
  ...consoleFrame,
  organization: 'Acme',
  slug: 'acme',
  draft,
  preview,
  seen: null,
};

/** Refused, since somebody else was faster; and other things are in the way as well. */
export const outdatedModel: PreviewModel = {
  ...previewModel,
  preview: {
    ...preview,
    startsAt: null,
    isSkipped: true,
    after: {
      ...byMidnight,
      activation: { kind: 'when_compliant', at: null },
      sessions: 'keep',
      selfDisable: 'remove',
    },
    stops: { unprotected: ['mira@acme.example'], owners: ['ann@acme.example'] },
  },
  seen: { counts: { ...preview.counts, calm: 40 }, isOtherRule: true },
};

export const revokeModel: RevokeModel = {
  ...consoleFrame,
  organization: 'Acme',
  slug: 'acme',
  withdrawal: 'revoke',
  isStillForEveryone: false,
  startsAt: midnight,
  members: 48,
  chosen: 2,
  version: 7,
};
