import { type ApiClient, apiOf } from '../../../harness/api.ts';
import { codeOf, type TestPerson, type World } from '../../../harness/world.ts';

const stepMs = 30_000;

/** The last step that each app was read at, by its secret: a person has one phone, however many browsers. */
const lastSteps = new Map<string, number>();

/** How many steps ahead of now the next code is that still counts: each counts once, and only upwards. */
function nextStepOf(secret: string): number {
  const now = Math.floor(Date.now() / stepMs);
  const step = Math.max(now, (lastSteps.get(secret) ?? 0) + 1);
  lastSteps.set(secret, step);
  return step - now;
}

/** The code that an app shows, or the one after where that was typed already. */
export function nextCodeOf(secret: string): string {
  return codeOf(secret, nextStepOf(secret));
}

/** The API as somebody who sits at a desk beside it. */
export function apiBeside(world: World, person: TestPerson): Promise<ApiClient> {
  return apiOf(world, person, person.secret === null ? {} : { step: nextStepOf(person.secret) });
}
