import { enforcementStanding } from '../../../organizations/enforcement/enforcement-standing.ts';
import { presetApartFromDate, toDocument } from '../../../policy/enforcement/policy-terms.ts';
import { type PresetName, presetNames } from '../../../policy/enforcement/presets.ts';
import type { Instant } from '../../../policy/facts.ts';
import { nextLocalMidnight } from '../../../policy/time/local-midnight.ts';
import type { Visit } from '../../areas/area-page.ts';
import type { Form } from '../../forms/form.ts';
import { draftOfPreset, presetIn } from './draft.ts';
import { draftOfFields } from './draft-fields.ts';
import { draftPlaceOf, enforcementPath, organizationAt } from './room.ts';

/** The form in which a policy is made. */
export interface DraftModel {
  readonly presets: readonly PresetName[];
  /** Whose details stand in the form; null: those of no preset. */
  readonly preset: PresetName | null;
  readonly draft: Form;
  /** The coming midnight, which the word "tonight" would stand for. */
  readonly tonight: Instant;
  /** Where it is sent. */
  readonly href: string;
}

/** As it was typed or chosen; else as the policy stands that was saved last; else the preset that most begin with. */
export function draftModel(visit: Visit): DraftModel {
  const place = draftPlaceOf(visit);
  const { preset, draft } = draftIn(visit);
  return {
    presets: presetNames,
    preset,
    draft,
    tonight: nextLocalMidnight(place.now, place.timeZone),
    href: enforcementPath(visit.administered().organization.slug, '/change'),
  };
}

function draftIn(visit: Visit): Pick<DraftModel, 'preset' | 'draft'> {
  const { form } = visit;
  const place = draftPlaceOf(visit);
  const chosen = presetIn(form);
  if (form.required !== undefined) return { preset: detailsOf(form), draft: form };
  if (chosen !== null) return { preset: chosen, draft: draftOfPreset(chosen, place) };
  const { phase, saved } = enforcementStanding(organizationAt(visit));
  const preset = phase === 'off' ? 'by-midnight' : presetApartFromDate(saved);
  if (phase === 'off') return { preset: 'by-midnight', draft: draftOfPreset('by-midnight', place) };
  return { preset, draft: { ...draftOfFields(toDocument(saved), place), ...(preset && { preset }) } };
}

/** A draft that is complete is that of its preset. */
function detailsOf(form: Form): PresetName | null {
  return presetIn(form.details_of === undefined ? form : { preset: form.details_of });
}
