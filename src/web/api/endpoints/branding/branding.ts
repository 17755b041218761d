import { type BrandingPlace, noBranding } from '../../../../organizations/profile/branding.ts';
import { setBranding } from '../../../../organizations/profile/set-branding.ts';
import type { WebDeps } from '../../../http/context.ts';
import { deedOf } from '../../access/deed-of.ts';
import { endpoint } from '../../access/endpoint.ts';
import { operatorOnly, owners } from '../../access/endpoint-access.ts';
import { brandingAnswer, brandingBody, documentOf, wantedOf } from './branding-document.ts';

const ofOrganization = { path: '/organizations/{slug}/branding', access: owners() } as const;
const ofInstance = { path: '/branding', access: operatorOnly } as const;

const readOwn = endpoint({
  ...ofOrganization,
  method: 'GET',
  operationId: 'readBranding',
  summary: 'What an organization looks like to people who sign in',
  status: 200,
  answer: brandingAnswer,
  refusals: ['not_found', 'not_allowed'],
  handle: ({ deps, administered }) => answerOf(deps, administered().organization.id),
});

const writeOwn = endpoint({
  ...ofOrganization,
  method: 'PUT',
  operationId: 'setBranding',
  summary:
    'Sets name, colour, links and logo; what is left out but the logo goes back to what the installation has',
  body: brandingBody,
  status: 200,
  answer: brandingAnswer,
  refusals: ['not_found', 'not_allowed', 'colour_contrast', 'logo_not_usable', 'name_not_allowed'],
  async handle({ deps, body, administered }) {
    const { organization, acting } = administered();
    const change = { place: organization.id, wanted: wantedOf(body) };
    return { body: documentOf(deps, await setBranding(deps.operations, acting, change)) };
  },
});

const readInstance = endpoint({
  ...ofInstance,
  method: 'GET',
  operationId: 'readInstanceBranding',
  summary: 'What the installation looks like where no organization says otherwise',
  status: 200,
  answer: brandingAnswer,
  handle: ({ deps }) => answerOf(deps, null),
});

const writeInstance = endpoint({
  ...ofInstance,
  method: 'PUT',
  operationId: 'setInstanceBranding',
  summary:
    'Sets name, colour, links and logo of the installation; what is left out but the logo is as configured',
  body: brandingBody,
  status: 200,
  answer: brandingAnswer,
  refusals: ['colour_contrast', 'logo_not_usable', 'name_not_allowed'],
  async handle({ deps, caller, body, now }) {
    const change = { place: null, wanted: wantedOf(body) };
    const saved = await setBranding(deps.operations, deedOf({ caller, now }), change);
    return { body: documentOf(deps, saved) };
  },
});

async function answerOf(deps: WebDeps, place: BrandingPlace) {
  const branding = await deps.operations.db.brandings.find(place);
  return { body: documentOf(deps, branding ?? noBranding) };
}

export const brandingEndpoints = [readOwn, writeOwn, readInstance, writeInstance];
