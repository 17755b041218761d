import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type HTMLElement, parse } from 'node-html-parser';
import { type Answer, Browser } from '../../test/harness/browser.ts';
import { codeOf, createWorld, everyoneNow, seed, type TestPerson } from '../../test/harness/world.ts';
import { freePorts } from '../../test/processes/support/server-process.ts';
import { type Place, type Program, type RunningProgram, start } from './program.ts';
import { recipeOf } from './recipes.ts';
import { Visitor } from './visitor.ts';

/** How a recipe becomes a program. */
export interface Trial {
  readonly recipe: string;
  /** @param code of the recipe, by language and number, with the addresses of this run */
  program(code: (language: string, index?: number) => string, place: Place): Program;
  /** The form to send where the application has a page of its own before the sign-in; null on any other page. */
  readonly form?: (page: Answer, path: string) => HTMLElement | null;
  /** Whether `/admin` itself asks for level 2, as something that cannot be declined. */
  readonly mustStepUp?: boolean;
}

/** A recipe that runs, with two people of its own. */
export interface RunningTrial extends RunningProgram {
  /** In no organization, with a password alone. */
  readonly greta: Guest;
  /** Of an organization that requires a second factor, with an app. */
  readonly tomas: Guest;
  /** Greta once more, at another browser. */
  readonly gretaElsewhere: Guest;
  /** Of the organization too: signs in at the provider without the application, and passes the answer on. */
  readonly olivia: { readonly email: string; answer(): Promise<string> };
}

/** Somebody who visits the application of a trial. */
export interface Guest {
  readonly email: string;
  /** Pages of the provider that were seen, in their order. */
  seen(): readonly string[];
  open(path: string): Promise<Answer>;
}

/** Registers the client of a recipe as it says there, and starts its program. @param parent of a folder for its files */
export async function startTrial(trial: Trial, parent: string): Promise<RunningTrial> {
  const { registration, code } = recipeOf(trial.recipe);
  const { server, greta, tomas, olivia } = await createWorld({ enforcement: everyoneNow });
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(realpathSync(parent), 'countersign-recipe-'));
  // Apache reads its pages as somebody else.
  chmodSync(folder, 0o755);
  // What a reader changes: the addresses, and the name of the client.
  const here = (text: string) =>
    text
      .replaceAll('localhost:3000', new URL(server.issuer).host)
      .replaceAll('5810', String(port))
      .replaceAll('my-app', `my-app-${port}`);
  const client = JSON.parse(here(JSON.stringify(registration)));
  await seed(server, { clients: [client] });
  const place = { port, folder };
  const running = await start(
    trial.program((...which) => here(code(...which)), place),
    place,
  );
  const guest = (person: TestPerson) => guestOf(person, trial, `http://localhost:${port}`);
  const answer = () => answerTo(server.issuer, client, olivia);
  return {
    greta: guest(greta),
    tomas: guest(tomas),
    gretaElsewhere: guest(greta),
    olivia: { email: olivia.email, answer },
    ...running,
  };
}

/** Path and query of the redirect that answers a request which nobody but its person has made. */
async function answerTo(
  issuer: string,
  client: { readonly client_id: string; readonly redirect_uris: readonly string[] },
  { email, password, secret }: TestPerson,
): Promise<string> {
  const asked = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0] ?? '',
    response_type: 'code',
    scope: 'openid profile email',
  });
  const browser = new Browser();
  const challenge = await browser.submit(await browser.open(`${issuer}/auth?${asked}`), { email, password });
  const { location } = await browser.submit(challenge, { code: codeOf(secret ?? '') });
  const { pathname, search } = new URL(location ?? '');
  return `${pathname}${search}`;
}

function guestOf(person: TestPerson, { form }: Trial, home: string): Guest {
  const visitor = new Visitor(person);
  return {
    email: person.email,
    seen: () => visitor.seen,
    async open(path) {
      const page = await visitor.visit(`${home}${path}`);
      const button = form?.(page, path) ?? null;
      return button === null ? page : visitor.press({ ...page, page: parse(button.outerHTML) });
    },
  };
}
