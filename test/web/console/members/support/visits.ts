import { expect } from 'chai';
import { enterArea } from '../../../../harness/areas.ts';
import type { Answer, Browser } from '../../../../harness/browser.ts';
import { elsewhere, idOf } from '../../../../harness/members.ts';
import { createWorld, type TestPerson, type World } from '../../../../harness/world.ts';

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

/** Somebody's account belongs to others as well, and no domain of the organization is their own: it does not manage it. */
export async function leaveToOthers(world: World, person: TestPerson): Promise<void> {
  await elsewhere(world, [person]);
  await world.server.countersign.db.sql('DELETE FROM organization_domains WHERE domain = $1', [
    `${world.slug}.example`,
  ]);
}

/** A page about somebody's account that does not do anything for one that is not managed here. @param rest of its address */
export function itLeadsOnWhereOthersManage(rest: string): void {
  it('has no form for an account that is not managed here, and leads to what works instead', async () => {
    const world = await createWorld();
    await leaveToOthers(world, world.mina);
    const { answer } = await visitMember(world, { to: world.mina, rest });
    expect(mainText(answer)).to.include('does not manage the account');
    expect(answer.page.querySelector('main form')).to.equal(null);
    expect(answer.page.querySelector('main a.button')?.getAttribute('href')).to.match(/\/not-managed$/);
  });
}

/** Exempts a member behind the back of the pages. @param until in SQL; null: without an end */
export async function exempted(world: World, person: TestPerson, until: string | null = null): Promise<void> {
  await world.server.countersign.db.sql(
    "UPDATE members SET override = 'exempt', exempt_until = $2::timestamptz WHERE user_id = $1",
    [await idOf(world, person), until],
  );
}

/** Text of a page, in one line. */
export function mainText({ page }: Pick<Answer, 'page'>): string {
  return page.querySelector('main')?.text.replaceAll(/\s+/g, ' ').trim() ?? '';
}
