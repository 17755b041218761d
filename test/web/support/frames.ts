import type { PageFrame } from '../../../src/web/pages/page-frame.ts';
import { whyOf } from '../../../src/web/words/reasons.ts';

/** 1 December 2026, midnight in Brussels. */
export const midnight = Date.parse('2026-12-01T00:00:00+01:00');

export const acme = { id: 'o1', slug: 'acme', name: 'Acme' };

/** A frame as most steps of a sign-in have it. */
export const frame: PageFrame = {
  language: 'en',
  here: '',
  clientName: 'CRM',
  cancelable: true,
  signedInAs: 'ann@acme.example',
  problem: null,
  why: whyOf([{ by: 'organization', code: 'mfa_required', organization: acme, since: midnight }], {
    o1: 'Europe/Brussels',
  }),
};

/** The frame of pages that belong to no sign-in. */
export const bare: PageFrame = { ...frame, clientName: null, cancelable: false, signedInAs: null, why: [] };
