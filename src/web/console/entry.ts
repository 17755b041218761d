import { Refusal } from '../../refusal/refusal.ts';
import { consolePath } from '../areas/area.ts';
import { administeredBy } from '../areas/area-frame.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import type { PageRoute, RouteContext } from '../pages/page-routes.ts';
import { beginTrip } from '../signed-in/trip.ts';
import { readVisitor } from '../signed-in/visitor.ts';

/** The address of no organization: it leads to the first console that is open to the person, and is nothing to others. */
export const consoleEntry: PageRoute = { path: '/console', actions: [], show: leadToConsole };

async function leadToConsole(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const visitor = await readVisitor(deps, ctx);
  if (visitor.kind === 'denied') throw new Refusal('not_allowed');
  if (visitor.kind !== 'person')
    return beginTrip(deps, ctx, { back: '/console', demand: 'judged', email: visitor.email });
  const [first] = administeredBy(visitor.caller.person);
  if (first === undefined) throw new Refusal('not_found');
  seeOther(ctx, consolePath(first.slug));
}
