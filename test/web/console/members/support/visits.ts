import { enterArea } from '../../../../harness/areas.ts';
import type { Answer, Browser } from '../../../../harness/browser.ts';
import { idOf } from '../../../../harness/members.ts';
import type { TestPerson, World } from '../../../../harness/world.ts';

/** Opens a page about a member in the console, as somebody. @param rest of the address after the member, e.g. `/role` */
export async function visitMember(
  world: World,
  { as = world.olivia, to, rest = '', step }: VisitOfMember,
): Promise<{ readonly browser: Browser; readonly answer: Answer; readonly address: string }> {
  const address = `${await consoleOf(world, to)}${rest}`;
  return { ...(await enterArea(address, as, step === undefined ? {} : { step })), address };
}

interface VisitOfMember {
  readonly as?: TestPerson;
  readonly to: TestPerson;
  readonly rest?: string;
  readonly step?: number;
}

/** The address of a member's page. */
export async function consoleOf(world: World, person: TestPerson): Promise<string> {
  return `${world.server.issuer}/console/${world.slug}/members/${await idOf(world, person)}`;
}

/** Text of a page, in one line. */
export function mainText({ page }: Pick<Answer, 'page'>): string {
  return page.querySelector('main')?.text.replaceAll(/\s+/g, ' ').trim() ?? '';
}
