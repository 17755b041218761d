import { enterArea } from '../../../../harness/areas.ts';
import type { Answer, Browser } from '../../../../harness/browser.ts';
import { createWorld, seed, type World } from '../../../../harness/world.ts';

/** An organization of three members with so many seats, on a plan that lets them be added unless it is `free`. */
export async function worldOfSeats(seats: number, plan = 'team'): Promise<World> {
  const world = await createWorld({ plan });
  await seed(world.server, { organizations: [{ slug: world.slug, seats }] });
  return world;
}

/** The invitations of the organization, as its owner sees them. @param step of the code, since each counts once */
export async function atInvitations(
  world: World,
  step = 0,
): Promise<{ readonly browser: Browser; readonly answer: Answer; readonly address: string }> {
  const address = `${world.server.issuer}/console/${world.slug}/invitations`;
  return { ...(await enterArea(address, world.olivia, { step })), address };
}

/** The addresses that are pending, in the order of the page. */
export function pendingOn({ page }: Pick<Answer, 'page'>): string[] {
  return page.querySelectorAll('[aria-labelledby=pending] tbody th bdi').map(({ text }) => text.trim());
}

/** What is said of each line of a list. */
export function answersOn({ page }: Pick<Answer, 'page'>): string[][] {
  return page
    .querySelectorAll('[aria-labelledby=lines] tbody tr')
    .map((row) => [row.querySelector('th')?.text.trim() ?? '', row.querySelector('.tag')?.text.trim() ?? '']);
}
