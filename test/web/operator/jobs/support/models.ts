import type { DeadLetterModel } from '../../../../../src/web/operator/jobs/dead-letter.ts';
import type { JobsModel } from '../../../../../src/web/operator/jobs/jobs.ts';
import type { ShownLetter } from '../../../../../src/web/operator/jobs/shown-letter.ts';
import { operatorFrame } from '../../../support/frames.ts';

const frame = {
  ...operatorFrame,
  area: {
    ...operatorFrame.area,
    tabs: operatorFrame.area.tabs.map((each) => ({ ...each, isCurrent: each.tab === 'jobs' })),
  },
};

const { now } = operatorFrame.area;
const hour = 60 * 60 * 1000;

const nothing = { what: null, email: null, client: null, people: null };
const quiet = { waiting: 0, retrying: 0, failed: 0, oldestSince: null };

export const mailLetter: ShownLetter = {
  ...nothing,
  id: 'd1',
  kind: 'send-mail',
  failedAt: now - hour,
  what: 'enrollment-reminder',
  email: 'ann@acme.example',
  reason: 'EENVELOPE 550 RCPT TO',
};

export const logoutLetter: ShownLetter = {
  ...nothing,
  id: 'd2',
  kind: 'deliver-logout',
  failedAt: now - 30 * hour,
  client: 'crm',
  reason: 'it answered 502',
};

export const sessionsLetter: ShownLetter = {
  ...nothing,
  id: 'd3',
  kind: 'end-sessions',
  failedAt: now - 31 * hour,
  people: 12,
  reason: 'StatementFailed',
};

export const closedLetter: ShownLetter = {
  ...nothing,
  id: 'd4',
  kind: 'mail-reset-link',
  failedAt: now - 40 * hour,
  reason: null,
};

export const jobsModel: JobsModel = {
  ...frame,
  queues: [
    { kind: 'end-sessions', ...quiet },
    { kind: 'deliver-logout', ...quiet, failed: 1 },
    { kind: 'send-mail', waiting: 1204, retrying: 12, failed: 1, oldestSince: now - 2 * hour },
    { kind: 'mail-reset-link', ...quiet },
    { kind: 'long-job', ...quiet, waiting: 1, oldestSince: now - hour },
    { kind: 'reseal', ...quiet },
  ],
  letters: [mailLetter, logoutLetter, sessionsLetter, closedLetter],
  next: 'abc',
  isFirst: false,
  mail: { isProven: true, to: 'runa@countersign.example' },
};

export const deadLetterModel: DeadLetterModel = { ...frame, letter: mailLetter };
