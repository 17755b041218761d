import type { ChangesModel } from '../../../../../src/web/console/members/changes.ts';
import type { ExportModel } from '../../../../../src/web/console/members/export.ts';
import type { JobModel } from '../../../../../src/web/console/members/job.ts';
import { consoleFrame, midnight } from '../../../support/frames.ts';

const hour = 60 * 60 * 1000;

export const changesModel: ChangesModel = {
  ...consoleFrame,
  slug: 'acme',
  organization: 'Acme',
  date: '2026-12-12',
  time: '00:00',
  reason: '',
  change: {
    what: 'exempt',
    affected: 12,
    skipped: 60,
    first: [
      { email: 'ann@acme.example', because: 'already_so' },
      { email: 'bram@acme.example', because: 'stale_version' },
    ],
    asked: null,
  },
  isJob: false,
  word: null,
  fields: [
    { key: 'what', value: 'exempt' },
    { key: 'chosen', value: '00000000-0000-4000-8000-000000000001' },
  ],
};

export const resetsModel: ChangesModel = {
  ...changesModel,
  change: {
    what: 'reset_passwords',
    affected: 1200,
    skipped: 0,
    first: [],
    asked: { enroll: 1, factor: 1198, password_only: 1 },
  },
  isJob: true,
  word: { wanted: 'acme', typed: 'acm' },
  fields: [
    { key: 'what', value: 'reset_passwords' },
    { key: 'matching', value: '' },
  ],
};

export const exportModel: ExportModel = {
  ...consoleFrame,
  slug: 'acme',
  matching: 47,
  all: 48,
  query: 'suspended=false',
};

export const jobModel: JobModel = {
  ...consoleFrame,
  slug: 'acme',
  job: {
    kind: 'require_members',
    state: 'running',
    ending: null,
    total: 8400,
    done: 3118,
    failed: 2,
    starter: 'Ann Marsh',
    startedAt: midnight - 72 * hour,
    updatedAt: midnight - 71.9 * hour,
    endedAt: null,
    expiresAt: midnight,
    isUnderWay: true,
  },
  reasons: [{ because: 'not_allowed', count: 2 }],
  first: [{ email: 'carla@acme.example', because: 'not_allowed' }],
  hasOwnFile: false,
};

export const doneJobModel: JobModel = {
  ...jobModel,
  job: {
    ...jobModel.job,
    kind: 'activity_export',
    state: 'done',
    starter: null,
    endedAt: midnight - 71 * hour,
    isUnderWay: false,
  },
  reasons: [],
  first: [],
  hasOwnFile: true,
};
