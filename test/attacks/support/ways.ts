import type { Application } from '../../harness/application.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  seed,
  type TestPerson,
  type World,
} from '../../harness/world.ts';

/** What a person proves, or is let off, at a sign-in. */
export type Way = 'password' | 'exemption' | 'TOTP' | 'enrolment' | 'recovery code';

/** Somebody who can only take this way, in a world where MFA is required of the members. */
export interface Traveller {
  readonly world: World;
  readonly person: TestPerson;
  /** Takes a browser through whatever is asked after the password. */
  readonly prove: (browser: Browser, page: Answer) => Promise<Answer>;
}

export async function travellerBy(way: Way): Promise<Traveller> {
  const world = await createWorld({ enforcement: everyoneNow });
  const { greta, tomas, mina, server } = world;
  switch (way) {
    case 'password':
      return { world, person: greta, prove: nothingMore };
    case 'exemption':
      await exempt(world, mina);
      return { world, person: mina, prove: nothingMore };
    case 'TOTP': {
      const prove = (browser: Browser, page: Answer) =>
        browser.submit(page, { code: codeOf(tomas.secret ?? '') });
      return { world, person: tomas, prove };
    }
    case 'enrolment': {
      const prove = async (browser: Browser, page: Answer) =>
        (await enroll(server, browser, page, mina.email)).answer;
      return { world, person: mina, prove };
    }
    case 'recovery code': {
      const { browser, answer } = await passPassword(world.application, mina);
      const { codes } = await enroll(server, browser, answer, mina.email);
      return { world, person: mina, prove: (each, page) => each.submit(page, { code: codes[0] ?? '' }) };
    }
  }
}

async function nothingMore(_browser: Browser, page: Answer): Promise<Answer> {
  return page;
}

async function exempt({ server, slug }: World, { email }: TestPerson): Promise<void> {
  await seed(server, {
    organizations: [{ slug, members: [{ email, role: 'member', override: 'exempt' }] }],
  });
}

/** Goes the whole way in a new browser, or in one that has a session already. */
export async function goBy(
  { person, prove }: Traveller,
  application: Application,
  options: { readonly browser?: Browser; readonly parameters?: Record<string, string> } = {},
): Promise<{ browser: Browser; answer: Answer }> {
  const { browser = new Browser(), parameters = {} } = options;
  const { answer } = await passPassword(application, person, { browser, parameters });
  return { browser, answer: await prove(browser, answer) };
}
